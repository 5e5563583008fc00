import { type BatchProgress, type BatchResult, createVideos } from "../../batch/create-videos.js";
import { fileJournal } from "../../batch/file-journal.js";
import { validateItem } from "../../batch/plan.js";
import { ValidationError } from "../../errors.js";
import type { Invocation } from "../command.js";
import { exitCodes, InterruptedError, UsageError } from "../exit-codes.js";
import { createDirectory, readJson, writeText } from "../input.js";
import type { Output } from "../output.js";
import { callService } from "../service.js";
import type { BatchOptions } from "./options.js";
import { formatCounts, formatProgress, printEstimates } from "./report.js";
import { type Rows, readRows } from "./rows.js";
import { type FilledRow, fillTemplate } from "./template.js";

/** Maximum number of invalid rows that are printed. */
const MAX_PRINTED_ROWS = 20;

/** Creates one video per row. All rows are read and validated before anything is sent. */
export async function runBatch(
  files: { readonly template: string; readonly rows: string },
  invocation: Invocation<unknown, BatchOptions>,
): Promise<void> {
  const { flags, process, output } = invocation;
  if (files.template === "-") throw new UsageError("The template cannot be standard input.", "Pass a file, and - for the rows.");
  const template = await readJson(files.template, invocation);
  const rows = await readRows(files.rows, invocation);
  const items = fillTemplate(template, rows);
  if (printInvalid(items, rows, flags.accept, output)) {
    process.exitCode = exitCodes.invalid;
    return;
  }
  if (flags.dryRun) return printEstimates(items, flags, output);
  const base = files.rows.replace(/\.\w+$/, "");
  if (files.rows === "-" && flags.journal === undefined)
    throw new UsageError("Rows from standard input need a journal.", "Pass --journal FILE.");
  if (flags.saveTo !== undefined) createDirectory(flags.saveTo);
  const failed = await createAll(items, flags.journal ?? `${base}.journal.jsonl`, invocation);
  const [first] = items.flatMap(({ key }) => failed.get(key) ?? []);
  if (first === undefined) return;
  process.exitCode = exitCodeOf(first);
  if (files.rows === "-") return;
  const path = `${base}.failed.${rows.format}`;
  writeText(path, formatRows(rows, items, failed));
  output.printError(`${failed.size} of ${items.length} videos failed: ${path}`);
}

/** Runs the batch and prints its results. Returns the videos that failed. */
async function createAll(
  items: readonly FilledRow[],
  journal: string,
  invocation: Invocation<unknown, BatchOptions>,
): Promise<Map<string, BatchResult>> {
  const { flags, output } = invocation;
  const { saveTo, maxRunning, onBlocked, json } = flags;
  const failed = new Map<string, BatchResult>();
  const startedAt = performance.now();
  let progress: BatchProgress | undefined;
  // on a terminal the line is rewritten, elsewhere one is printed per minute
  const onProgress = (counts: BatchProgress): void => {
    const minute = Math.floor((performance.now() - startedAt) / 60_000);
    if (counts.total === items.length) output.progress(String(minute), formatProgress(counts));
  };
  try {
    await callService(invocation, async (client, signal) => {
      const batch = createVideos(items, {
        client,
        journal: fileJournal(journal, { onNotice: (message) => output.printMessage(message) }),
        ...(saveTo !== undefined && { saveTo }),
        ...(maxRunning !== undefined && { maxRunning }),
        onBlocked,
        signal,
        onProgress,
      });
      progress = batch.progress;
      for await (const result of batch) {
        const { key, step, jobId, path, error } = result;
        if (json) output.printJsonLine({ type: "result", key, step, job_id: jobId ?? null, path: path ?? null, ...(error && { error }) });
        else output.print([key, step, path ?? error?.message ?? jobId ?? "-"].join("\t"));
        if (error !== undefined || (step !== "saved" && step !== "succeeded")) failed.set(key, result);
      }
    });
  } catch (error) {
    if (error instanceof InterruptedError) output.printError("Sent requests are recorded. Run the same command again to continue.");
    throw error;
  } finally {
    if (progress !== undefined) output.printMessage(formatCounts(progress.steps));
  }
  return failed;
}

/** Prints the rows whose request the service would reject. Returns whether there are any. */
function printInvalid(items: readonly FilledRow[], { name }: Rows, accept: readonly string[] | undefined, output: Output): boolean {
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

function exitCodeOf({ step, error }: BatchResult): number {
  if (step === "canceled" || step === "blocked") return exitCodes[step];
  if (error?.code === "validation") return exitCodes.invalid;
  return error?.code === "task-failed" ? exitCodes.failed : exitCodes.service;
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
