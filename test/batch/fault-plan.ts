import { createRandom } from "../../src/sandbox/random.js";

/** A fault injected into one exchange. */
export interface Fault {
  /** Name in the report. */
  readonly name: string;
  /** When the request is forwarded to the service: never, before the fault, or after the client has disconnected. */
  readonly forwarded: "never" | "before" | "after-disconnect";
  /** What the client receives: a connection reset, a truncated body, no response, a wrong `Date`, or a response with this status. */
  readonly effect: "reset" | "truncated" | "stalled" | "skewed" | number;
}

/** Share of exchanges with an injected fault. */
const FAULT_RATE = 0.3;

/** Faults of API requests; a repeated entry has twice the weight. */
const API_FAULTS: readonly Fault[] = [
  { name: "reset before acceptance", forwarded: "never", effect: "reset" },
  { name: "reset after acceptance", forwarded: "before", effect: "reset" },
  { name: "reset after acceptance", forwarded: "before", effect: "reset" },
  { name: "truncated", forwarded: "before", effect: "truncated" },
  { name: "truncated", forwarded: "before", effect: "truncated" },
  { name: "429", forwarded: "never", effect: 429 },
  { name: "429", forwarded: "never", effect: 429 },
  { name: "500", forwarded: "never", effect: 500 },
  { name: "500 after acceptance", forwarded: "before", effect: 500 },
  { name: "502 with HTML", forwarded: "never", effect: 502 },
  { name: "502 with HTML after acceptance", forwarded: "before", effect: 502 },
  { name: "503", forwarded: "never", effect: 503 },
  { name: "stall before acceptance", forwarded: "never", effect: "stalled" },
  { name: "stall after acceptance", forwarded: "before", effect: "stalled" },
  { name: "accepted after disconnect", forwarded: "after-disconnect", effect: "stalled" },
  { name: "skewed Date", forwarded: "before", effect: "skewed" },
];

/** Faults of file downloads. */
const STORAGE_FAULTS: readonly Fault[] = [
  { name: "file: reset", forwarded: "never", effect: "reset" },
  { name: "file: truncated", forwarded: "before", effect: "truncated" },
  { name: "file: truncated", forwarded: "before", effect: "truncated" },
  { name: "file: stall", forwarded: "never", effect: "stalled" },
  { name: "file: 429", forwarded: "never", effect: 429 },
  { name: "file: 503", forwarded: "never", effect: 503 },
  { name: "file: URL expired", forwarded: "never", effect: 403 },
];

/** Random draw for one exchange. It depends only on the seed, the key and how often the key was drawn. */
export interface FaultDraw {
  readonly fault: Fault | undefined;
  /** Further random numbers, 0 ≤ x < 1. */
  fraction(): number;
}

export function createFaultPlan(seed: number): (key: string, isDownload: boolean) => FaultDraw {
  const counts = new Map<string, number>();
  return (key, isDownload) => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    const { fraction } = createRandom(seed, `${key} ${count}`);
    const faults = isDownload ? STORAGE_FAULTS : API_FAULTS;
    return { fault: fraction() < FAULT_RATE ? faults[Math.floor(fraction() * faults.length)] : undefined, fraction };
  };
}

/** Error response that quotes `echoed`, which contains the secrets of the request, as a careless gateway would. */
export function errorResponse(status: number, echoed: string, { fraction }: FaultDraw, isDownload: boolean) {
  const headers = status === 429 ? { "Retry-After": String(1 + Math.floor(fraction() * 5)) } : {};
  if (isDownload) return { headers: { "Content-Type": "application/xml", ...headers }, body: "<Error/>" };
  if (status === 502) return { headers: { "Content-Type": "text/html" }, body: `<html><title>Bad Gateway</title>${echoed}</html>` };
  const error = { error_code: status === 429 ? "APIGW.0308" : "MSS.00000004", error_msg: `no response to ${echoed}` };
  return { headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(error) };
}
