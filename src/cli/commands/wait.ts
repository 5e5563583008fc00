import type { Command } from "commander";
import { MetaStudioError } from "../../errors.js";
import { TaskError } from "../../tasks/errors.js";
import type { Task } from "../../tasks/task-state.js";
import type { CliContext } from "../context.js";
import { exitCodes, InterruptedError } from "../exit-codes.js";
import { formatElapsed } from "../format-duration.js";
import { withHelp } from "../help.js";
import { explicitFlags, formatCommand, isStillRunning, printUnfinishedJobs, runInterruptible } from "../interrupt.js";
import { addServiceOptions, addWaitOptions, serviceFlagNames, type WaitFlags, waitOptions } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";
import { printErrorMessage, printResult, toWaitResult, type WaitResult } from "../wait-result.js";

type Flags = ServiceFlags & WaitFlags & { readonly json?: boolean };

/** `wait JOB…`: waits until all tasks have ended. */
export function addWait(program: Command, context: CliContext): void {
  const command = program
    .command("wait")
    .argument("<job...>", "Task IDs")
    .description("Wait for tasks to finish. Exits with the code of the first task that did not succeed");
  addWaitOptions(addServiceOptions(command))
    .option("--json", "One result per line, as the tasks end")
    .action((jobs: readonly string[], flags: Flags) => wait(jobs, flags, command, context));
  withHelp(command, {
    examples: ["wait 26f06524-4f75-4b3a-a853-b649a21aaf66 --timeout 1h", "wait JOB1 JOB2 JOB3 --json"],
    exitCodes: ["authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  });
}

async function wait(jobs: readonly string[], flags: Flags, command: Command, context: CliContext): Promise<void> {
  const { process, output } = context;
  const ids = [...new Set(jobs)];
  const results = new Map<string, { result: WaitResult; error: unknown }>();
  const states = new Map<string, string>();
  const settle: Settle = (jobId, task, error) => {
    const result = toWaitResult(jobId, task, error);
    if (result.state !== null) states.set(jobId, result.state);
    results.set(jobId, { result, error });
    if (!isStillRunning(error) || flags.json) printResult(result, flags.json === true, output);
    if (error !== undefined && !flags.json) printErrorMessage(error, output);
  };
  try {
    await runInterruptible(context, (signal) =>
      ids.length === 1
        ? waitForOne(ids[0] ?? "", flags, signal, states, settle, context)
        : waitForMany(ids, flags, signal, settle, context),
    );
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    for (const jobId of ids.filter((id) => !results.has(id))) {
      const result = { ...toWaitResult(jobId, undefined, error), state: states.get(jobId) ?? null };
      results.set(jobId, { result, error });
      if (flags.json) output.printJsonLine(result);
    }
    output.printError(error.message);
  }
  const unfinished = ids.filter((id) => isStillRunning(results.get(id)?.error)).map((jobId) => ({ jobId, state: states.get(jobId) }));
  if (unfinished.length > 0) printUnfinishedJobs(unfinished, command, output);
  const codes = ids.map((id) => results.get(id)?.result.exit_code ?? exitCodes.internal);
  process.exitCode = codes.find((code) => code !== exitCodes.ok) ?? exitCodes.ok;
  if (ids.length === 1 && process.exitCode === exitCodes.ok && !flags.json)
    output.printNext(formatCommand(["download", "--job", ...ids, ...explicitFlags(command, serviceFlagNames)]));
}

type Settle = (jobId: string, task: Task | undefined, error: unknown) => void;

async function waitForOne(
  jobId: string,
  flags: Flags,
  signal: AbortSignal,
  states: Map<string, string>,
  settle: Settle,
  context: CliContext,
): Promise<void> {
  const { connect } = await import("../settings.js");
  const client = await connect(flags, context);
  const startedAt = performance.now();
  try {
    const task = await client.tasks.wait(jobId, {
      ...waitOptions(flags),
      signal,
      onUpdate: ({ state }, { nextPollMs }) => {
        states.set(jobId, state);
        const nextPoll = nextPollMs === undefined ? "" : `, next poll in ${(nextPollMs / 1000).toFixed(1)} s`;
        context.output.progress(state, `${jobId}  ${state}  ${formatElapsed(performance.now() - startedAt)}${nextPoll}`);
      },
    });
    settle(jobId, task, undefined);
  } catch (error) {
    // interrupts and internal errors are not outcomes of the task
    if (!(error instanceof MetaStudioError)) throw error;
    settle(jobId, error instanceof TaskError ? error.task : undefined, error);
  }
}

async function waitForMany(ids: readonly string[], flags: Flags, signal: AbortSignal, settle: Settle, context: CliContext): Promise<void> {
  const { connect } = await import("../settings.js");
  const client = await connect(flags, context);
  const startedAt = performance.now();
  const onProgress = ({ pending, settled }: { readonly pending: number; readonly settled: number }): void =>
    context.output.progress(`${settled}`, `${settled} of ${settled + pending} finished  ${formatElapsed(performance.now() - startedAt)}`);
  for await (const outcome of client.tasks.waitAll(ids, { ...waitOptions(flags), signal, onProgress })) {
    if (outcome.status === "succeeded") settle(outcome.jobId, outcome.task, undefined);
    else settle(outcome.jobId, outcome.error instanceof TaskError ? outcome.error.task : undefined, outcome.error);
  }
}
