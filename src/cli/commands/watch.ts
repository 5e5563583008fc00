import type { Task } from "../../tasks/task-state.js";
import { defineCommand } from "../command.js";
import { follow } from "../follow.js";
import { formatElapsed } from "../format.js";
import { flag, serviceOptions, waitOptions } from "../options.js";
import { callService } from "../service.js";
import { describeState } from "./get.js";

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
    const onPoll = (task: Task, { polls, nextPollMs }: { readonly polls: number; readonly nextPollMs: number | undefined }): void => {
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
