import { createRandom } from "../../src/sandbox/random.js";

/** An answer that the gateway gives by itself. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What befalls one exchange. */
export interface Fault {
  /** As it is counted. */
  readonly name: string;
  /** When the service gets the request: never, before the fault, or only when the client has hung up. */
  readonly reaches: "never" | "before" | "late";
  /** What becomes of the answer: gone with the connection, cut off, held back for ever, dated wrongly, or another one. */
  readonly ending: "reset" | "truncated" | "stalled" | "skewed" | "replaced";
  /** Of an answer that is replaced. */
  readonly status?: number;
}

/** Share of all exchanges that something befalls. */
const SHARE = 0.3;

/** What may befall a request to the service; one that stands twice comes twice as often. */
const SERVICE: readonly Fault[] = [
  { name: "reset before acceptance", reaches: "never", ending: "reset" },
  { name: "reset after acceptance", reaches: "before", ending: "reset" },
  { name: "reset after acceptance", reaches: "before", ending: "reset" },
  { name: "truncated", reaches: "before", ending: "truncated" },
  { name: "truncated", reaches: "before", ending: "truncated" },
  { name: "429", reaches: "never", ending: "replaced", status: 429 },
  { name: "429", reaches: "never", ending: "replaced", status: 429 },
  { name: "500", reaches: "never", ending: "replaced", status: 500 },
  { name: "500 after acceptance", reaches: "before", ending: "replaced", status: 500 },
  { name: "502 with HTML", reaches: "never", ending: "replaced", status: 502 },
  { name: "502 with HTML after acceptance", reaches: "before", ending: "replaced", status: 502 },
  { name: "503", reaches: "never", ending: "replaced", status: 503 },
  { name: "stall before acceptance", reaches: "never", ending: "stalled" },
  { name: "stall after acceptance", reaches: "before", ending: "stalled" },
  { name: "accepted when hung up", reaches: "late", ending: "stalled" },
  { name: "skewed Date", reaches: "before", ending: "skewed" },
];

/** What may befall a request to the store of files. */
const STORE: readonly Fault[] = [
  { name: "file: reset", reaches: "never", ending: "reset" },
  { name: "file: truncated", reaches: "before", ending: "truncated" },
  { name: "file: truncated", reaches: "before", ending: "truncated" },
  { name: "file: stall", reaches: "never", ending: "stalled" },
  { name: "file: 429", reaches: "never", ending: "replaced", status: 429 },
  { name: "file: 503", reaches: "never", ending: "replaced", status: 503 },
  { name: "file: link expired", reaches: "never", ending: "replaced", status: 403 },
];

/** Numbers for the n-th exchange about one thing: they follow from the seed, whatever else is under way. */
export interface Lot {
  /** What befalls it, if anything. */
  readonly fault: Fault | undefined;
  /** 0 ≤ x < 1, for all that is drawn beside. */
  fraction(): number;
}

export function drawLots(seed: number): (subject: string, store: boolean) => Lot {
  const counts = new Map<string, number>();
  return (subject, store) => {
    const count = counts.get(subject) ?? 0;
    counts.set(subject, count + 1);
    const { fraction } = createRandom(seed, `${subject} ${count}`);
    const kinds = store ? STORE : SERVICE;
    return { fault: fraction() < SHARE ? kinds[Math.floor(fraction() * kinds.length)] : undefined, fraction };
  };
}

/** The answer of a gateway that says more than it should: `heard` is all that came with the request, secrets included. */
export function replyOf(status: number, heard: string, { fraction }: Lot, store: boolean): Reply {
  if (store) return { status, headers: { "Content-Type": "application/xml", ...retryAfter(status, fraction) }, body: "<Error/>" };
  if (status === 502) return { status, headers: { "Content-Type": "text/html" }, body: `<html><title>Bad Gateway</title>${heard}</html>` };
  const error = { error_code: status === 429 ? "APIGW.0308" : "MSS.00000004", error_msg: `no answer to ${heard}` };
  return { status, headers: { "Content-Type": "application/json", ...retryAfter(status, fraction) }, body: JSON.stringify(error) };
}

function retryAfter(status: number, fraction: () => number): Record<string, string> {
  return status === 429 ? { "Retry-After": String(1 + Math.floor(fraction() * 5)) } : {};
}
