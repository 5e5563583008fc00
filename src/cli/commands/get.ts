import type { Command } from "commander";
import type { CliContext } from "../context.js";
import { withHelp } from "../help.js";
import { runInterruptible } from "../interrupt.js";
import { addServiceOptions } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";

type Flags = ServiceFlags & { readonly json?: boolean; readonly showScript?: boolean };

/** `get JOB`: prints a task. */
export function addGet(program: Command, context: CliContext): void {
  const command = program.command("get").argument("<job>", "Task ID").description("Show the current state of a task");
  addServiceOptions(command)
    .option("--show-script", "Include the script of the task")
    .option("--json", "Raw response as JSON, including signed URLs")
    .action((job: string, flags: Flags) => get(job, flags, context));
  withHelp(command, {
    examples: ["get 26f06524-4f75-4b3a-a853-b649a21aaf66", "get JOB --show-script --json > task.json"],
    exitCodes: ["authentication", "service", "interrupted"],
  });
}

async function get(job: string, flags: Flags, context: CliContext): Promise<void> {
  const { connect } = await import("../settings.js");
  const { formatTask } = await import("../task-text.js");
  const client = await connect(flags, context);
  const options = flags.showScript ? { show_script: true } : {};
  const task = await runInterruptible(context, (signal) => client.tasks.get(job, { signal, ...options }));
  if (flags.json) context.output.printJson(task);
  else context.output.print(formatTask(task));
}
