import { Format } from "cli-progress";
import { type BatchProgress, type BatchResult, createVideos } from "../batch/create-videos.js";
import { fileJournal, readJournal } from "../batch/file-journal.js";
import { validateItem } from "../batch/plan.js";
import { ValidationError } from "../errors.js";
import type { VideoState } from "../videos/video-state.js";
import { type FilledRow, fillTemplate, type Rows, readRows } from "./batch-rows.js";
import type { Invocation } from "./command.js";
import { estimateVideo } from "./estimate.js";
import { exitCodes, InterruptedError, UsageError } from "./exit-codes.js";
import { createDirectory, fileError, readJson, writeText } from "./input.js";
import type { batchOptions, Flags } from "./options.js";
import type { Output } from "./output.js";
import { callService } from "./service.js";
import { formatElapsed } from "./terminal-text.js";

const MAX_PRINTED_ROWS = 20;

/** Creates one video per row. All rows are read and validated before anything is sent. */
export async function runBatch(
  files: { readonly template: string; readonly rows: string },
  invocation: Invocation<unknown, typeof batchOptions>,
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
  invocation: Invocation<unknown, typeof batchOptions>,
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

const BAR_SIZE = 20;
const BAR = { barsize: BAR_SIZE, barCompleteString: "█".repeat(BAR_SIZE), barIncompleteString: "░".repeat(BAR_SIZE), barGlue: "" };

export function formatProgress({ steps, total, ended, perMinute, remainingMs }: BatchProgress): string {
  const bar = Format.BarFormat(total === 0 ? 0 : ended / total, BAR);
  const rate = perMinute === 0 ? "" : `, ${perMinute.toFixed(1)}/min`;
  const remaining = remainingMs === undefined || ended === total ? "" : `, ${formatElapsed(remainingMs)} left`;
  return `${bar} ${ended} of ${total}: ${formatCounts(steps)}${rate}${remaining}`;
}

/** Formats the number of videos by step: `3 saved, 1 failed`. */
export function formatCounts(steps: Partial<BatchProgress["steps"]>): string {
  const counts = Object.entries(steps).filter(([, count]) => count > 0);
  return counts.map(([step, count]) => `${count} ${step}`).join(", ") || "no videos";
}

/** Prints the number of videos by step, and why videos failed. Reads a journal without locking it. */
export async function printStatus(path: string, json: boolean, output: Output): Promise<void> {
  const entries = await readJournal(path).catch((error: unknown) => {
    throw error instanceof Error && "syscall" in error ? fileError(error, path) : error;
  });
  const states = new Map(entries.map(({ key, state }) => [key, state]));
  const steps: Partial<Record<VideoState["step"], number>> = {};
  for (const [key, state] of states) {
    const { step, error, candidates = [] } = state;
    steps[step] = (steps[step] ?? 0) + 1;
    if (json) output.printJsonLine({ type: "video", key, ...state });
    else if (error !== undefined)
      output.print(
        [[key, step, error.message].join("\t"), ...candidates.map((id) => `  candidate: metastudio-video get ${id}`)].join("\n"),
      );
    if (!json && step === "needs-attention")
      output.print(`  decide: metastudio-video batch resolve ${path} ${key} --job JOB, or --create-again`);
  }
  if (!json) output.print(`${states.size} videos: ${formatCounts(steps)}`);
}

/** Prints the estimated length of each video, and the total on standard error. */
export function printEstimates(items: readonly FilledRow[], { json, pricePerMinute }: Flags<typeof batchOptions>, output: Output): void {
  const hasPrice = pricePerMinute !== undefined;
  const total = { seconds: 0, cost: 0, unknown: 0, assumption: "" };
  for (const { key, request } of items) {
    const { seconds, cost, assumption } = estimateVideo(request, pricePerMinute);
    total.seconds += seconds ?? 0;
    total.cost += cost ?? 0;
    total.unknown += seconds === undefined ? 1 : 0;
    total.assumption = assumption;
    if (json) output.printJsonLine({ type: "estimate", key, seconds: seconds ?? null, ...(hasPrice && { cost: cost ?? null }) });
    else output.print([key, seconds ?? "-", ...(hasPrice ? [cost?.toFixed(2) ?? "-"] : [])].join("\t"));
  }
  const parts = [
    `${items.length} videos are valid, about ${formatElapsed(total.seconds * 1_000)} minutes`,
    ...(hasPrice ? [`cost about ${total.cost.toFixed(2)}`] : []),
    ...(total.unknown === 0 ? [] : [`without ${total.unknown} of unknown length`]),
  ];
  output.printMessage(`${parts.join(", ")}. Nothing was sent.`);
  output.printMessage(`Assumption: ${total.assumption}`);
}
