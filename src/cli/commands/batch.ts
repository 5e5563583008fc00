import { type Command, InvalidArgumentError } from "commander";
import { addAcceptOption } from "../accept-rules.js";
import type { BatchFlags } from "../batch/flags.js";
import type { ResolveFlags } from "../batch/status.js";
import type { CliContext } from "../context.js";
import { withHelp } from "../help.js";
import { addServiceOptions, parseChoice } from "../service-options.js";
import { parsePrice } from "../video-estimate.js";

/** `batch TEMPLATE ROWS`: one video per row; `batch status JOURNAL`: its state. */
export function addBatch(program: Command, context: CliContext): void {
  const command = program
    .command("batch")
    .argument("<template>", "JSON file with a request; {{column}} in a text is replaced by the value of the row")
    .argument("<rows>", "CSV file with a header, or JSON Lines; - is standard input")
    .description("Create one video per row of a table (billable). Run it again to continue");
  addAcceptOption(addServiceOptions(command))
    .option("--save-to <dir>", "Download the videos into this directory")
    .option("--journal <file>", "File that records every step (default: ROWS.journal.jsonl)")
    .option("--dry-run", "Validate all rows and print the estimated lengths; sends nothing")
    .option("--price-per-minute <price>", "Print the estimated cost with --dry-run", parsePrice)
    .option("--max-running <number>", "Number of tasks that run at the same time (default: no limit)", parseCount)
    .option(
      "--on-blocked <fail|wait>",
      "When a task is frozen (BLOCK): end the video (fail) or keep waiting (wait)",
      parseChoice("fail", "wait"),
      "fail",
    )
    .option("--json", "One JSON object per line")
    .action(async (template: string, rows: string, flags: BatchFlags) => {
      const { runBatch } = await import("../batch/run.js");
      await runBatch(template, rows, flags, context);
    });
  withHelp(command, {
    examples: [
      "batch template.json rows.csv --dry-run --price-per-minute 1.2",
      "batch template.json rows.csv --save-to videos",
      "batch status rows.journal.jsonl",
    ],
    exitCodes: ["invalid", "authentication", "service", "failed", "canceled", "blocked", "interrupted"],
  });
  const status = command
    .command("status")
    .argument("<journal>", "Journal of a batch, which may be running")
    .description("Print how far a batch is")
    .option("--json", "The state of each video, one JSON object per line")
    .action(async (journal: string, flags: { readonly json?: boolean }) => {
      const { printStatus } = await import("../batch/status.js");
      await printStatus(journal, flags, context);
    });
  withHelp(status, { examples: ["batch status rows.journal.jsonl"] });
  const resolve = command
    .command("resolve")
    .argument("<journal>", "Journal of a batch that does not run")
    .argument("<key>", "Key of a video with the step needs-attention")
    .description("Decide about a video whose create request has an unknown outcome. The next run continues with it")
    .option("--job <id>", "The request created this task")
    .option("--create-again", "The request created no task; the next run creates one (billable)")
    .action(async (journal: string, key: string, flags: ResolveFlags) => {
      const { runResolve } = await import("../batch/status.js");
      await runResolve(journal, key, flags, context);
    });
  withHelp(resolve, {
    examples: ["batch resolve rows.journal.jsonl guest-17 --job 26f06524-4f75-4b3a-a853-b649a21aaf66"],
    exitCodes: ["invalid"],
  });
}

function parseCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("Expected an integer of 1 or more.");
  return Number(text);
}
