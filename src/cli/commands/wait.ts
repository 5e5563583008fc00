import type { Client } from "../../client.js";
import { TaskError } from "../../tasks/errors.js";
import { defineCommand } from "../command.js";
import { exitCodeOf, exitCodes, InterruptedError } from "../exit-codes.js";
import { follow, type Outcome, printResult, printUnfinished, type WaitInvocation } from "../follow.js";
import { formatElapsed } from "../format.js";
import { flag, serviceOptions, toWaitOptions, waitOptions } from "../options.js";
import { isStillRunning, printError } from "../print-error.js";
import { callService, suggest } from "../service.js";

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
