import { formatElapsed } from "../format-duration.js";
import type { Output } from "../output.js";
import { estimateVideo } from "../video-estimate.js";
import type { BatchFlags } from "./flags.js";
import type { FilledRow } from "./template.js";

/** Prints the estimated length of each video, and the total on standard error. */
export function printEstimates(items: readonly FilledRow[], { json, pricePerMinute }: BatchFlags, output: Output): void {
  const estimates = items.map(({ key, request }) => ({ key, ...estimateVideo(request, pricePerMinute) }));
  const hasPrice = pricePerMinute !== undefined;
  for (const { key, seconds, cost } of estimates) {
    if (json) output.printJsonLine({ type: "estimate", key, seconds: seconds ?? null, ...(hasPrice && { cost: cost ?? null }) });
    else output.print([key, seconds ?? "-", ...(hasPrice ? [cost?.toFixed(2) ?? "-"] : [])].join("\t"));
  }
  const sum = (numbers: readonly (number | undefined)[]): number => numbers.reduce<number>((total, value) => total + (value ?? 0), 0);
  const unknown = estimates.filter(({ seconds }) => seconds === undefined).length;
  const parts = [
    `${items.length} videos are valid, about ${formatElapsed(sum(estimates.map(({ seconds }) => seconds)) * 1_000)} minutes`,
    ...(hasPrice ? [`cost about ${sum(estimates.map(({ cost }) => cost)).toFixed(2)}`] : []),
    ...(unknown === 0 ? [] : [`without ${unknown} of unknown length`]),
  ];
  output.printMessage(`${parts.join(", ")}. Nothing was sent.`);
  output.printMessage(`Assumption: ${estimates[0]?.assumption}`);
}
