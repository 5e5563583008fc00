import type { Command } from "commander";
import type { Task } from "../../tasks/task-state.js";
import { exitOf } from "../exit-codes.js";
import { minutes } from "../format-duration.js";
import { withHelp } from "../help.js";
import { goesOn, interruptible, tellResume } from "../interrupt.js";
import { print, printLine, tell } from "../output.js";
import { host } from "../process-context.js";
import { type WaitFlags, withService, withWait } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";
import { resultOf } from "../wait-result.js";
import { waitOptions } from "./wait.js";

type Flags = ServiceFlags & WaitFlags & { readonly json?: boolean };

/** `watch JOB`: every answer as it comes; with `--json` one object a line, the last of them the one `result`. */
export function addWatch(program: Command): void {
  const command = program.command("watch").argument("<job>", "id of the task").description("follow a task to its end");
  withWait(withService(command))
    .option("--json", "one JSON object a line: update after every answer, then exactly one result")
    .action(watch);
  withHelp(command, {
    examples: ["watch 26f06524-4f75-4b3a-a853-b649a21aaf66", "watch JOB --json | jq -c .state"],
    exits: ["authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  });
}

async function watch(jobId: string, flags: Flags, command: Command): Promise<void> {
  const { connect, meaningOf } = await import("../service-deps.js");
  const began = performance.now();
  let last: Task | undefined;
  const hear = (task: Task, polls: number, nextPollMs: number | undefined): void => {
    const elapsed = performance.now() - began;
    if (flags.json) {
      const elapsed_ms = Math.round(elapsed);
      const next_poll_ms = nextPollMs === undefined ? null : Math.round(nextPollMs);
      printLine({ type: "update", job_id: jobId, state: task.state, polls, elapsed_ms, next_poll_ms, task });
    } else if (task.state !== last?.state) print(`${minutes(elapsed)}  ${task.state.padEnd(12)}${meaningOf(task.state)}`.trimEnd());
    last = task;
  };
  let failure: unknown;
  try {
    const client = await connect(flags);
    const onUpdate = (task: Task, { polls, nextPollMs }: { readonly polls: number; readonly nextPollMs: number | undefined }): void =>
      hear(task, polls, nextPollMs);
    last = await interruptible((signal) => client.tasks.wait(jobId, { ...waitOptions(flags), signal, onUpdate }), true);
  } catch (error) {
    failure = error;
  }
  if (flags.json) printLine(resultOf(jobId, last, failure));
  if (goesOn(failure)) {
    tell((failure as Error).message);
    tellResume([{ jobId, state: last?.state }], command);
    host().exitCode = exitOf(failure);
  } else if (failure !== undefined) throw failure;
}
