import { priceOption } from "../estimate.js";
import { acceptOption, flag, parseInteger, serviceOptions, value, waitOptions } from "../options.js";

/** Flags of `batch`. */
export const batchOptions = {
  ...serviceOptions,
  ...acceptOption,
  saveTo: value("dir", "Download the videos into this directory"),
  journal: value("file", "File that records every step (default: ROWS.journal.jsonl)"),
  dryRun: flag("Validate all rows and print the estimated lengths; sends nothing"),
  ...priceOption("Print the estimated cost with --dry-run"),
  maxRunning: value("number", "Number of tasks that run at the same time (default: no limit)", {
    parse: parseInteger(1, Number.MAX_SAFE_INTEGER, "Expected an integer of 1 or more."),
  }),
  onBlocked: { ...waitOptions().onBlocked, description: "When a task is frozen (BLOCK): end the video (fail) or keep waiting (wait)" },
  json: flag("One JSON object per line"),
};

export type BatchOptions = typeof batchOptions;
