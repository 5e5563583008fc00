import { batchOptions } from "../batch/options.js";
import { defineCommand } from "../command.js";
import { flag } from "../options.js";

export const batch = defineCommand({
  name: "batch",
  description: "Create one video per row of a table (billable). Run it again to continue",
  arguments: {
    "<template>": "JSON file with a request; {{column}} in a text is replaced by the value of the row",
    "<rows>": "CSV file with a header, or JSON Lines; - is standard input",
  },
  options: batchOptions,
  examples: [
    "batch template.json rows.csv --dry-run --price-per-minute 1.2",
    "batch template.json rows.csv --save-to videos",
    "batch status rows.journal.jsonl",
  ],
  exitCodes: ["invalid", "authentication", "service", "failed", "canceled", "blocked", "interrupted"],
  async run(invocation) {
    const { runBatch } = await import("../batch/run.js");
    await runBatch(invocation.args, invocation);
  },
});

export const batchStatus = defineCommand({
  name: "batch status",
  description: "Print how far a batch is",
  arguments: { "<journal>": "Journal of a batch, which may be running" },
  options: { json: flag("The state of each video, one JSON object per line") },
  examples: ["batch status rows.journal.jsonl"],
  async run({ args, flags, output }) {
    const { printStatus } = await import("../batch/report.js");
    await printStatus(args.journal, flags.json === true, output);
  },
});
