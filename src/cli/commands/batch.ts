import { defineCommand } from "../command.js";
import { UsageError } from "../exit-codes.js";
import { batchOptions, flag, value } from "../options.js";

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
    const { runBatch } = await import("../batch.js");
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
    const { printStatus } = await import("../batch.js");
    await printStatus(args.journal, flags.json === true, output);
  },
});

export const batchResolve = defineCommand({
  name: "batch resolve",
  description: "Decide about a video whose create request has an unknown outcome. The next run continues with it",
  arguments: { "<journal>": "Journal of a batch that does not run", "<key>": "Key of a video with the step needs-attention" },
  options: {
    job: value("id", "The request created this task"),
    createAgain: flag("The request created no task; the next run creates one (billable)"),
  },
  examples: ["batch resolve rows.journal.jsonl guest-17 --job 26f06524-4f75-4b3a-a853-b649a21aaf66"],
  async run({ args: { journal, key }, flags: { job, createAgain }, output }) {
    if ((job === undefined) !== (createAgain === true))
      throw new UsageError("Pass either --job or --create-again.", `Print the candidates: metastudio-video batch status ${journal}`);
    const { resolveVideo } = await import("../../batch/create-videos.js");
    const { step } = await resolveVideo(journal, key, job === undefined ? { createAgain: true } : { jobId: job });
    output.print(`${key}\t${step}`);
  },
});
