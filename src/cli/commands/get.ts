import type { Command } from "commander";
import { withHelp } from "../help.js";
import { interruptible } from "../interrupt.js";
import { print, printJson } from "../output.js";
import { withService } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";

/** `get JOB`: a task as it stands now. */
export function addGet(program: Command): void {
  const command = program.command("get").argument("<job>", "id of the task").description("show a task as it stands now");
  withService(command)
    .option("--show-script", "ask for its script as well")
    .option("--json", "the task as the service gives it, links whole")
    .action(get);
  withHelp(command, {
    examples: ["get 26f06524-4f75-4b3a-a853-b649a21aaf66", "get JOB --show-script --json > task.json"],
    exits: ["authentication", "service", "interrupted"],
  });
}

async function get(job: string, flags: ServiceFlags & { readonly json?: boolean; readonly showScript?: boolean }): Promise<void> {
  const { connect, taskText } = await import("../service-deps.js");
  const client = await connect(flags);
  const task = await interruptible((signal) => client.tasks.get(job, { signal, ...(flags.showScript && { show_script: true }) }));
  if (flags.json) printJson(task);
  else print(taskText(task));
}
