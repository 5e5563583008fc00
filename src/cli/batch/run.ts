import { mkdirSync } from "node:fs";
import { type BatchProgress, type BatchResult, createVideos } from "../../batch/create-videos.js";
import { fileJournal } from "../../batch/file-journal.js";
import { validateItem } from "../../batch/plan.js";
import { ValidationError } from "../../errors.js";
import type { CliContext } from "../context.js";
import { exitCodes, InterruptedError, UsageError } from "../exit-codes.js";
import { fileError, readJson, writeText } from "../input.js";
import { runInterruptible } from "../interrupt.js";
import type { Output } from "../output.js";
import { connect } from "../settings.js";
import { printEstimates } from "./estimates.js";
import type { BatchFlags } from "./flags.js";
import { formatCounts, formatProgress } from "./progress.js";
import { type Rows, readRows } from "./rows.js";
import { type FilledRow, fillTemplate } from "./template.js";

/** Maximum number of invalid rows that are printed. */
const MAX_PRINTED_ROWS = 20;

/** Creates one video per row. All rows are read and validated before anything is sent. */
export async function runBatch(templateFile: string, rowsFile: string, flags: BatchFlags, context: CliContext): Promise<void> {
  const { process, output } = context;
  if (templateFile === "-") throw new UsageError("The template cannot be standard input.", "Pass a file, and - for the rows.");
  const template = await readJson(templateFile, context);
  const rows = await readRows(rowsFile, context);
  const items = fillTemplate(template, rows);
  if (printInvalid(items, rows, flags, output)) {
    process.exitCode = exitCodes.invalid;
    return;
  }
  if (flags.dryRun) return printEstimates(items, flags, output);
  const base = rowsFile.replace(/\.\w+$/, "");
  if (rowsFile === "-" && flags.journal === undefined)
    throw new UsageError("Rows from standard input need a journal.", "Pass --journal FILE.");
  if (flags.saveTo !== undefined) createDirectory(flags.saveTo);
  const failed = new Map<string, BatchResult>();
  const { counts, results } = await startVideos(items, flags.journal ?? `${base}.journal.jsonl`, flags, context);
  try {
    await runInterruptible(context, async (signal) => {
      for await (const result of results(signal)) {
        printResult(result, flags.json === true, output);
        if (isFailure(result)) failed.set(result.key, result);
      }
    });
  } catch (error) {
    if (error instanceof InterruptedError) output.printError("Sent requests are recorded. Run the same command again to continue.");
    throw error;
  } finally {
    output.printMessage(formatCounts(counts()));
  }
  const [first] = items.flatMap(({ key }) => failed.get(key) ?? []);
  if (first === undefined) return;
  process.exitCode = exitCodeOf(first);
  if (rowsFile === "-") return;
  const path = `${base}.failed.${rows.format}`;
  writeText(path, formatRows(rows, items, failed));
  output.printError(`${failed.size} of ${items.length} videos failed: ${path}`);
}

/** Connects, and returns a function that starts the batch. */
async function startVideos(items: readonly FilledRow[], journal: string, flags: BatchFlags, context: CliContext) {
  const { output } = context;
  const client = await connect(flags, context, { accept: flags.accept });
  const { saveTo, maxRunning, onBlocked } = flags;
  const startedAt = performance.now();
  let progress: BatchProgress | undefined;
  return {
    counts: () => progress?.steps ?? {},
    results(signal: AbortSignal) {
      const batch = createVideos(items, {
        client,
        journal: fileJournal(journal, { onNotice: (message) => output.printMessage(message) }),
        ...(saveTo !== undefined && { saveTo }),
        ...(maxRunning !== undefined && { maxRunning }),
        onBlocked,
        signal,
        // on a terminal the line is rewritten, elsewhere one is printed per minute
        onProgress(counts) {
          const minute = Math.floor((performance.now() - startedAt) / 60_000);
          if (counts.total === items.length) output.progress(String(minute), formatProgress(counts));
        },
      });
      progress = batch.progress;
      return batch;
    },
  };
}

/** Prints the rows whose request the service would reject. Returns whether there are any. */
function printInvalid(items: readonly FilledRow[], { name }: Rows, { accept }: BatchFlags, output: Output): boolean {
  let invalid = 0;
  for (const item of items) {
    try {
      validateItem(item, { accept });
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      invalid += 1;
      if (invalid <= MAX_PRINTED_ROWS) output.printError(`${name}:${item.row.line}: ${error.message}`);
    }
  }
  if (invalid > 0) output.printError(`${invalid} of ${items.length} rows are invalid. Nothing was sent.`);
  return invalid > 0;
}

function printResult({ key, step, jobId, path, error }: BatchResult, json: boolean, output: Output): void {
  if (json) output.printJsonLine({ type: "result", key, step, job_id: jobId ?? null, path: path ?? null, ...(error && { error }) });
  else output.print([key, step, path ?? error?.message ?? jobId ?? "-"].join("\t"));
}

const isFailure = ({ step, error }: BatchResult): boolean => error !== undefined || (step !== "saved" && step !== "succeeded");

function exitCodeOf({ step, error }: BatchResult): number {
  if (step === "canceled" || step === "blocked") return exitCodes[step];
  if (error?.code === "validation") return exitCodes.invalid;
  return error?.code === "task-failed" ? exitCodes.failed : exitCodes.service;
}

function createDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw fileError(error, path, "write");
  }
}

/** Formats the failed rows like the file that they come from, with their errors. */
function formatRows({ format, columns }: Rows, items: readonly FilledRow[], failed: ReadonlyMap<string, BatchResult>): string {
  const names = [...columns.filter((column) => column !== "error"), "error"];
  const rows = items.flatMap(({ key, row }) => {
    const result = failed.get(key);
    return result === undefined ? [] : [{ ...row.values, error: `${result.step}: ${result.error?.message ?? ""}` }];
  });
  if (format === "jsonl") return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const lines = rows.map((row: Readonly<Record<string, string>>) => names.map((name) => row[name] ?? ""));
  return [names, ...lines].map((cells) => `${cells.map(quoteCsv).join(",")}\n`).join("");
}

const quoteCsv = (cell: string): string => (/[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
