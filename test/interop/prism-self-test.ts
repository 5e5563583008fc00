import { type Operation, required } from "./operations.js";
import type { Json } from "./package.js";
import { findingsOf } from "./recording-client.js";
import type { Relay } from "./switchable-upstream.js";

interface Lie {
  readonly what: string;
  readonly status: number;
  readonly body: unknown;
  /** What Prism must say of it; nothing, where it is no lie. */
  readonly findings: readonly string[];
}

const told = (change: Json): Json => ({ job_id: "one", state: "WAITING", ...change });
const video = (change: Json): Json => told({ video_config: { bitrate: 5000, width: 1920, height: 1080, ...change } });

/** Answers of a server that does not keep to the contract, above all where OpenAPI 3.1 says more than 3.0 did. */
export const LIES: readonly Lie[] = [
  { what: "a number as state", status: 200, body: told({ state: 7 }), findings: ["response.body.state type", "response.body.state enum"] },
  { what: "no state", status: 200, body: { job_id: "one" }, findings: ["response.body required"] },
  { what: "a list", status: 200, body: [], findings: ["response.body type"] },
  {
    what: "true as frame_rate, which has two types",
    status: 200,
    body: video({ frame_rate: true }),
    findings: ["response.body.video_config.frame_rate type"],
  },
  { what: "too many bits", status: 200, body: video({ bitrate: 99_999 }), findings: ["response.body.video_config.bitrate maximum"] },
  { what: "null as state", status: 200, body: told({ state: null }), findings: ["response.body.state type", "response.body.state enum"] },
  {
    what: "a text as error_info, which may be null",
    status: 200,
    body: told({ error_info: "none" }),
    findings: ["response.body.error_info type", "response.body.error_info type", "response.body.error_info oneOf"],
  },
  {
    what: "an error whose text is a number",
    status: 404,
    body: { error_code: "MSS.1", error_msg: 7 },
    findings: ["response.body.error_msg type"],
  },
  { what: "an undescribed status with a list", status: 418, body: [], findings: ["response.body type"] },
];

const TRUTHS: readonly Lie[] = [
  { what: "null as error_info", status: 200, body: told({ error_info: null }), findings: [] },
  { what: "both types of frame_rate", status: 200, body: video({ frame_rate: 30 }), findings: [] },
];

/** Whether Prism sees what it must see; a judge that sleeps finds no fault either. */
export async function asleep(url: string, relay: Relay, operations: readonly Operation[]): Promise<string[]> {
  const show = operations.find(({ id }) => id.startsWith("show2D"));
  if (show === undefined) return ["the contract has no operation that shows a task"];
  const address = url + show.path.replace(/\{([^}]+)\}/g, (_, name: string) => String(required(show)[name]));
  const headers = { "x-auth-token": "token" };
  const faults: string[] = [];
  const expect = async (what: string, asked: Promise<Response>, expected: readonly string[]): Promise<void> => {
    const found = findingsOf(await asked);
    if (found.join() !== expected.join()) faults.push(`Prism says [${found.join(", ")}] of ${what}, expected [${expected.join(", ")}]`);
  };
  for (const { what, status, body, findings } of [...LIES, ...TRUTHS]) {
    relay.lie(status, body);
    await expect(what, fetch(address, { headers }), findings);
  }
  relay.lie(200, told({}));
  await expect("a request without credentials", fetch(address), ["request 401"]);
  await expect("a request with half a signature", fetch(address, { headers: { authorization: "SDK-HMAC-SHA256" } }), ["request 401"]);
  await expect("a parameter of a wrong type", fetch(`${address}?show_script=maybe`, { headers }), ["request.query.show_script type"]);
  return faults;
}
