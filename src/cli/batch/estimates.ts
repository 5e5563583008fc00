import { type Estimate, estimate } from "../../videos/estimate.js";
import { formatElapsed } from "../format-duration.js";
import type { Output } from "../output.js";
import type { BatchFlags } from "./flags.js";
import type { FilledRow } from "./template.js";

/** Prints the estimated length of each video, and the total on standard error. */
export function printEstimates(items: readonly FilledRow[], { json, pricePerMinute }: BatchFlags, output: Output): void {
  const costOf = (seconds: number | undefined): number | undefined =>
    seconds === undefined || pricePerMinute === undefined ? undefined : Math.round((seconds / 60) * pricePerMinute * 100) / 100;
  let total = 0;
  let unknown = 0;
  let first: Estimate | undefined;
  for (const { key, request } of items) {
    const one = estimate(request);
    const { seconds } = one;
    first ??= one;
    total += seconds ?? 0;
    if (seconds === undefined) unknown += 1;
    const cost = costOf(seconds);
    if (json)
      output.printJsonLine({
        type: "estimate",
        key,
        seconds: seconds ?? null,
        ...(pricePerMinute !== undefined && { cost: cost ?? null }),
      });
    else output.print([key, seconds ?? "-", ...(pricePerMinute === undefined ? [] : [cost?.toFixed(2) ?? "-"])].join("\t"));
  }
  const cost = costOf(total);
  const parts = [
    `${items.length} videos are valid, about ${formatElapsed(total * 1_000)} minutes`,
    ...(cost === undefined ? [] : [`cost about ${cost.toFixed(2)}`]),
    ...(unknown === 0 ? [] : [`without ${unknown} of unknown length`]),
  ];
  output.printMessage(`${parts.join(", ")}. Nothing was sent.`);
  if (first !== undefined) output.printMessage(`Assumption: ${first.assumption}`);
}
