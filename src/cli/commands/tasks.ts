import { Show2DDigitalHumanVideoResponse as facts } from "../../../generated/constraints.js";
import { errorCodes } from "../../../generated/error-codes.js";
import type { Client } from "../../client.js";
import { redactUrls } from "../../core/redact.js";
import { TaskCanceledError, TaskError, TaskNotWaitingError, WaitTimeoutError } from "../../tasks/errors.js";
import { phaseOf, type Task } from "../../tasks/task-state.js";
import { defineCommand } from "../command.js";
import { exitCodeOf, exitCodes, InterruptedError } from "../exit-codes.js";
import { type Following, follow, type Outcome, printResult, printUnfinished, type WaitInvocation } from "../follow.js";
import { flag, parseDuration, serviceOptions, toWaitOptions, value, waitOptions } from "../options.js";
import { isStillRunning, printError } from "../print-error.js";
import { callService, suggest } from "../service.js";
import { formatDuration, formatElapsed } from "../terminal-text.js";

export const get = defineCommand({
  name: "get",
  description: "Show the current state of a task",
  arguments: { "<job>": "Task ID" },
  options: {
    ...serviceOptions,
    showScript: flag("Include the script of the task"),
    json: flag("Raw response as JSON, including signed URLs"),
  },
  examples: ["get 26f06524-4f75-4b3a-a853-b649a21aaf66", "get JOB --show-script --json > task.json"],
  exitCodes: ["authentication", "service", "interrupted"],
  async run(invocation) {
    const { args, flags, output } = invocation;
    const options = flags.showScript ? { show_script: true } : {};
    const task = await callService(invocation, ({ tasks }, signal) => tasks.get(args.job, { signal, ...options }));
    if (flags.json) output.printJson(task);
    else output.print(formatTask(task));
  },
});

export const wait = defineCommand({
  name: "wait",
  description: "Wait for tasks to finish. Exits with the code of the first task that did not succeed",
  arguments: { "<job...>": "Task IDs" },
  options: { ...serviceOptions, ...waitOptions(), json: flag("One result per line, as the tasks end") },
  examples: ["wait 26f06524-4f75-4b3a-a853-b649a21aaf66 --timeout 1h", "wait JOB1 JOB2 JOB3 --json"],
  exitCodes: ["authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  async run(invocation) {
    const { args, flags, output, process } = invocation;
    const [jobId = "", ...others] = new Set(args.job);
    await callService(invocation, async (client, signal) => {
      if (others.length > 0) return waitForMany(client, signal, [jobId, ...others], invocation);
      await follow(client, signal, { jobId, prints: "result" }, invocation);
      if (!process.exitCode && !flags.json) output.printNext(suggest(invocation, ["download", "--job", jobId], "call"));
    });
  },
});

export const watch = defineCommand({
  name: "watch",
  description: "Print the states of a task until it ends",
  arguments: { "<job>": "Task ID" },
  options: {
    ...serviceOptions,
    ...waitOptions(),
    json: flag("One JSON object per line: an update per response, then exactly one result"),
  },
  examples: ["watch 26f06524-4f75-4b3a-a853-b649a21aaf66", "watch JOB --json | jq -c .state"],
  exitCodes: ["authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  async run(invocation) {
    const { args, flags, output } = invocation;
    const jobId = args.job;
    const startedAt = performance.now();
    let lastState = "";
    const onPoll: Following["onPoll"] = (task, { polls, nextPollMs }) => {
      const elapsed = performance.now() - startedAt;
      if (flags.json) {
        const elapsed_ms = Math.round(elapsed);
        const next_poll_ms = nextPollMs === undefined ? null : Math.round(nextPollMs);
        output.printJsonLine({ type: "update", job_id: jobId, state: task.state, polls, elapsed_ms, next_poll_ms, task });
      } else if (task.state !== lastState)
        output.print(`${formatElapsed(elapsed)}  ${task.state.padEnd(12)}${describeState(task.state)}`.trimEnd());
      lastState = task.state;
    };
    await callService(invocation, (client, signal) => follow(client, signal, { jobId, prints: "json", onPoll }, invocation), {
      untilClosed: true,
    });
  },
});

const CANCEL_TIMEOUT_MS = 10_000;
const CANCEL_TIMEOUT = `How long to wait for the cancellation to take effect (default: ${formatDuration(CANCEL_TIMEOUT_MS)})`;

export const cancel = defineCommand({
  name: "cancel",
  description: "Cancel a queued task (exit code 0: canceled)",
  arguments: { "<job>": "ID of a queued task" },
  options: {
    ...serviceOptions,
    timeout: value("duration", CANCEL_TIMEOUT, { parse: parseDuration }),
    json: flag("Task as JSON, including signed URLs"),
  },
  examples: ["cancel 26f06524-4f75-4b3a-a853-b649a21aaf66"],
  exitCodes: ["authentication", "service", "failed", "blocked", "timeout", "interrupted"],
  async run(invocation) {
    const { args, flags, output, process } = invocation;
    const printTask = (task: Task): void => {
      if (flags.json) output.printJson(task);
      else output.print(`${task.job_id}\t${task.state}`);
    };
    try {
      const task = await callService(invocation, async ({ tasks }, signal) => {
        await tasks.cancel(args.job, { signal });
        return tasks.wait(args.job, { signal, deadlineMs: flags.timeout ?? CANCEL_TIMEOUT_MS });
      });
      printTask(task);
      output.printError("The service accepted the cancellation, but the task succeeded.");
      process.exitCode = exitCodes.service;
    } catch (error) {
      if (!(error instanceof TaskError || error instanceof InterruptedError)) throw error;
      if (error instanceof TaskError && error.task !== undefined) printTask(error.task);
      if (error instanceof TaskCanceledError) return;
      printError(error, invocation, false);
      const phase = error instanceof TaskNotWaitingError ? phaseOf(error.task.state) : undefined;
      process.exitCode = phase === "failed" || phase === "blocked" ? exitCodes[phase] : exitCodeOf(error);
      if (error instanceof InterruptedError)
        output.printError(`It is unknown whether the task was canceled. Inspect it: ${suggest(invocation, ["get", args.job], "call")}`);
      if (error instanceof WaitTimeoutError)
        output.printError(
          `The service accepted the cancellation, but the task is not canceled yet. Wait for it: ${suggest(invocation, ["wait", args.job], "call")}`,
        );
    }
  },
});

async function waitForMany(client: Client, signal: AbortSignal, ids: readonly string[], invocation: WaitInvocation): Promise<void> {
  const { flags, output, process } = invocation;
  const json = flags.json === true;
  const outcomes = new Map<string, Outcome>();
  const startedAt = performance.now();
  const onProgress = ({ pending, settled }: { readonly pending: number; readonly settled: number }): void =>
    output.progress(`${settled}`, `${settled} of ${settled + pending} finished  ${formatElapsed(performance.now() - startedAt)}`);
  const settle = (outcome: Outcome): void => {
    outcomes.set(outcome.jobId, outcome);
    if (json || !isStillRunning(outcome.error)) printResult(outcome, json, output);
  };
  try {
    for await (const result of client.tasks.waitAll(ids, { ...toWaitOptions(flags), signal, onProgress })) {
      const { jobId } = result;
      if (result.status === "succeeded") settle({ jobId, task: result.task });
      else settle({ jobId, task: result.error instanceof TaskError ? result.error.task : undefined, error: result.error });
      if (result.status !== "succeeded" && !json) printError(result.error, invocation, false);
    }
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    for (const jobId of ids) if (!outcomes.has(jobId)) settle({ jobId, error });
    output.printError(error.message);
  }
  const ordered = ids.flatMap((jobId) => outcomes.get(jobId) ?? []);
  const unfinished = ordered.filter(({ error }) => isStillRunning(error));
  if (unfinished.length > 0) printUnfinished(unfinished, ["wait", ...unfinished.map(({ jobId }) => jobId)], invocation);
  const failed = ordered.find(({ error }) => error !== undefined);
  process.exitCode = failed === undefined ? exitCodes.ok : exitCodeOf(failed.error);
}

const stateDescriptions = new Map<string, string>(Object.entries(facts.properties.state.enum));
const errorCodeFacts = new Map<string, { readonly meaning: string; readonly hint?: string }>(Object.entries(errorCodes));

const describeState = (state: string): string => stateDescriptions.get(state) ?? "";

/** Formats a task as human-readable text: one property per line, URLs without their signatures. */
function formatTask({ output_asset_config: asset, error_info: error, ...task }: Task): string {
  const { meaning = "", hint } = errorCodeFacts.get(error?.error_code ?? "") ?? {};
  const row = (name: string, text: string): string => `${name.padEnd(18)}${text}`;
  const texts = (object: object): [string, unknown][] =>
    Object.entries(object).filter(([, value]) => value !== null && typeof value !== "object");
  const lines = [task, asset ?? {}, error ?? {}].flatMap(texts).map(([name, value]) => {
    const description = name === "state" ? describeState(String(value)) : name === "error_code" ? meaning : "";
    return row(name, [formatValue(value), description].filter((text) => text !== "").join("  "));
  });
  const script = Object.entries(task).flatMap(([name, value]) => (typeof value === "object" && name in facts.properties ? name : []));
  if (script.length > 0) lines.push(row("script", `${script.join(", ")}  (print with --json)`));
  if (hint !== undefined) lines.push(row("hint", hint));
  return lines.join("\n");
}

const MAX_VALUE_LENGTH = 160;

function formatValue(value: unknown): string {
  const text = redactUrls(String(value)).replace(/\s+/g, " ");
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH - 3)}...` : text;
}
