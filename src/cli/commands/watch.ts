import type { Command } from "commander";
import type { Task } from "../../tasks/task-state.js";
import type { CliContext } from "../context.js";
import { exitCodeOf } from "../exit-codes.js";
import { formatElapsed } from "../format-duration.js";
import { withHelp } from "../help.js";
import { isStillRunning, printUnfinishedJobs, runInterruptible } from "../interrupt.js";
import { addServiceOptions, addWaitOptions, type WaitFlags, waitOptions } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";
import { toWaitResult } from "../wait-result.js";

type Flags = ServiceFlags & WaitFlags & { readonly json?: boolean };

/** `watch JOB`: prints each new state; with `--json` one object per response, and the result last. */
export function addWatch(program: Command, context: CliContext): void {
  const command = program.command("watch").argument("<job>", "Task ID").description("Print the states of a task until it ends");
  addWaitOptions(addServiceOptions(command))
    .option("--json", "One JSON object per line: an update per response, then exactly one result")
    .action((job: string, flags: Flags) => watch(job, flags, command, context));
  withHelp(command, {
    examples: ["watch 26f06524-4f75-4b3a-a853-b649a21aaf66", "watch JOB --json | jq -c .state"],
    exitCodes: ["authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  });
}

async function watch(jobId: string, flags: Flags, command: Command, context: CliContext): Promise<void> {
  const { process, output } = context;
  const { connect } = await import("../settings.js");
  const { describeState } = await import("../task-text.js");
  const startedAt = performance.now();
  let last: Task | undefined;
  const printUpdate = (task: Task, polls: number, nextPollMs: number | undefined): void => {
    const elapsed = performance.now() - startedAt;
    if (flags.json) {
      const elapsed_ms = Math.round(elapsed);
      const next_poll_ms = nextPollMs === undefined ? null : Math.round(nextPollMs);
      output.printJsonLine({ type: "update", job_id: jobId, state: task.state, polls, elapsed_ms, next_poll_ms, task });
    } else if (task.state !== last?.state)
      output.print(`${formatElapsed(elapsed)}  ${task.state.padEnd(12)}${describeState(task.state)}`.trimEnd());
    last = task;
  };
  let failure: unknown;
  try {
    const client = await connect(flags, context);
    const onUpdate = (task: Task, { polls, nextPollMs }: { readonly polls: number; readonly nextPollMs: number | undefined }): void =>
      printUpdate(task, polls, nextPollMs);
    last = await runInterruptible(context, (signal) => client.tasks.wait(jobId, { ...waitOptions(flags), signal, onUpdate }), {
      untilClosed: true,
    });
  } catch (error) {
    failure = error;
  }
  if (flags.json) output.printJsonLine(toWaitResult(jobId, last, failure));
  if (isStillRunning(failure)) {
    output.printError((failure as Error).message);
    printUnfinishedJobs([{ jobId, state: last?.state }], command, output);
    process.exitCode = exitCodeOf(failure);
  } else if (failure !== undefined) throw failure;
}
