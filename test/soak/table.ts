import type { Report } from "./run.js";

/** The report as lines to read. */
export function table({ videos, requests, faults, lostAnswers, tally, heap, heard, seconds, virtualHours }: Report): string {
  const all = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const rows: [string, string | number][] = [
    ["videos", videos],
    ["requests", requests],
    ["faults", `${all} (${((100 * all) / requests).toFixed(1)} %)`],
    ...[...faults].sort().map(([name, count]): [string, number] => [`  ${name}`, count]),
    ["orders whose answer was lost", lostAnswers],
    ["  found by make", tally.foundByMake],
    ["  found by the caller", tally.foundByCaller],
    ["  not there, ordered again", tally.orderedAgain],
    ["orders refused, sent again", tally.refused],
    ["errors that reached the caller", tally.errors],
    ["processes that died on the way", tally.died],
    ["resumed in another process", tally.resumed],
    ["downloads begun", tally.downloads],
    ["texts searched for secrets", heard],
    ["heap after each part", heap.map((bytes) => `${(bytes / 1e6).toFixed(2)} MB`).join(", ")],
    ["virtual hours", virtualHours.toFixed(1)],
    ["seconds", seconds.toFixed(1)],
  ];
  return rows.map(([name, value]) => `${name.padEnd(36)} ${value}\n`).join("");
}
