import type { Command } from "commander";
import { MetaStudioError } from "../../errors.js";
import { TaskError } from "../../tasks/errors.js";
import type { Task } from "../../tasks/task-state.js";
import { exits, Interrupted } from "../exit-codes.js";
import { minutes } from "../format-duration.js";
import { withHelp } from "../help.js";
import { goesOn, interruptible, tellResume } from "../interrupt.js";
import { printLine, progress, tell } from "../output.js";
import { host } from "../process-context.js";
import { type WaitFlags, withService, withWait } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";
import { type Result, resultOf, showResult, tellError } from "../wait-result.js";

type Flags = ServiceFlags & WaitFlags & { readonly json?: boolean };

/** `wait JOB…`: until every task has ended. */
export function addWait(program: Command): void {
  const command = program
    .command("wait")
    .argument("<job...>", "ids of tasks")
    .description("wait until tasks have ended; the exit code says how: that of the first that did not succeed");
  withWait(withService(command)).option("--json", "one result a line, as the tasks end").action(wait);
  withHelp(command, {
    examples: ["wait 26f06524-4f75-4b3a-a853-b649a21aaf66 --timeout 1h", "wait JOB1 JOB2 JOB3 --json"],
    exits: ["authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  });
}

async function wait(jobs: readonly string[], flags: Flags, command: Command): Promise<void> {
  const ids = [...new Set(jobs)];
  const results = new Map<string, { result: Result; error: unknown }>();
  const states = new Map<string, string>();
  const settle = (jobId: string, task: Task | undefined, error: unknown): void => {
    const result = resultOf(jobId, task, error);
    if (result.state !== null) states.set(jobId, result.state);
    results.set(jobId, { result, error });
    if (!goesOn(error) || flags.json) showResult(result, flags.json === true);
    if (error !== undefined && !flags.json) tellError(error);
  };
  try {
    await interruptible((signal) =>
      ids.length === 1 ? one(ids[0] ?? "", flags, signal, states, settle) : many(ids, flags, signal, settle),
    );
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    for (const jobId of ids.filter((id) => !results.has(id))) {
      results.set(jobId, { result: { ...resultOf(jobId, undefined, error), state: states.get(jobId) ?? null }, error });
      if (flags.json) printLine(results.get(jobId)?.result);
    }
    tell(error.message);
  }
  const open = ids.filter((id) => goesOn(results.get(id)?.error)).map((jobId) => ({ jobId, state: states.get(jobId) }));
  if (open.length > 0) tellResume(open, command);
  // the first that is not well, in the order of the command line
  host().exitCode = ids.map((id) => results.get(id)?.result.exit_code ?? exits.bug).find((code) => code !== exits.ok) ?? exits.ok;
}

type Settle = (jobId: string, task: Task | undefined, error: unknown) => void;

async function one(jobId: string, flags: Flags, signal: AbortSignal, states: Map<string, string>, settle: Settle): Promise<void> {
  const { connect } = await import("../service-deps.js");
  const client = await connect(flags);
  const began = performance.now();
  try {
    const task = await client.tasks.wait(jobId, {
      ...waitOptions(flags),
      signal,
      onUpdate: ({ state }, { nextPollMs }) => {
        states.set(jobId, state);
        const next = nextPollMs === undefined ? "" : `, next poll in ${(nextPollMs / 1000).toFixed(1)} s`;
        progress(state, `${jobId}  ${state}  ${minutes(performance.now() - began)}${next}`);
      },
    });
    settle(jobId, task, undefined);
  } catch (error) {
    // an interrupt and our own faults are no end of this task
    if (!(error instanceof MetaStudioError)) throw error;
    settle(jobId, error instanceof TaskError ? error.task : undefined, error);
  }
}

async function many(ids: readonly string[], flags: Flags, signal: AbortSignal, settle: Settle): Promise<void> {
  const { connect } = await import("../service-deps.js");
  const client = await connect(flags);
  const began = performance.now();
  const onProgress = ({ pending, settled }: { readonly pending: number; readonly settled: number }): void =>
    progress(`${settled}`, `${settled} of ${settled + pending} ended  ${minutes(performance.now() - began)}`);
  for await (const end of client.tasks.waitAll(ids, { ...waitOptions(flags), signal, onProgress })) {
    if (end.status === "succeeded") settle(end.jobId, end.task, undefined);
    else settle(end.jobId, end.error instanceof TaskError ? end.error.task : undefined, end.error);
  }
}

/** The flags of a wait, as the client takes them. */
export function waitOptions({ timeout, pollInterval, onBlocked }: WaitFlags) {
  return {
    onBlocked,
    ...(timeout !== undefined && { deadlineMs: timeout }),
    ...(pollInterval !== undefined && { polling: { intervalMs: pollInterval, maxIntervalMs: pollInterval } }),
  };
}
