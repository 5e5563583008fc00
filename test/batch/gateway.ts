import { once } from "node:events";
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { importSigningKey, sign } from "../../src/auth/sdk-hmac-signer.js";
import type { Credentials } from "../../src/index.js";
import { createRandom } from "../../src/sandbox/random.js";
import type { SandboxServer } from "../../src/sandbox/server.js";
import { listen } from "../helpers/processes.js";
import { CANARY } from "./checks.js";

/** A gateway in front of the sandbox that injects faults, issues access keys at `GET /key`, and verifies signatures. */
export interface Gateway {
  readonly url: string;
  /** Injected faults and other events by name. */
  readonly counts: ReadonlyMap<string, number>;
  /** What happened to the create and search requests of a video. */
  historyOf(name: string): readonly string[];
  close(): Promise<void>;
}

/** Names of the counts that the checks need. */
export const COUNTS = {
  lost: "create responses lost",
  keys: "access keys issued",
  expired: "requests with an expired key",
  forged: "requests with a wrong signature",
} as const;

interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Lifetime of an access key in milliseconds. */
const KEY_LIFETIME_MS = 5 * 60_000;

/** Starts a gateway. The faults depend on the seed; `now` is the clock of keys and of `Date` headers. */
export async function startGateway(sandbox: SandboxServer, { seed, now }: { seed: number; now: () => number }): Promise<Gateway> {
  const agent = new Agent({ keepAlive: true });
  const draw = createFaultPlan(seed);
  const random = createRandom(seed, "gateway");
  const keys = new Map<string, { readonly secretKey: string; readonly expiresAt: number }>();
  const counts = new Map<string, number>();
  const history = new Map<string, string[]>();
  const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);

  const issueKey = (): Credentials => {
    const key = { accessKey: `AK${random.hex(16)}`, secretKey: `${CANARY}${random.hex(40)}`, expiresAt: now() + KEY_LIFETIME_MS };
    keys.set(key.accessKey, key);
    count(COUNTS.keys);
    return { ...key, securityToken: `${CANARY}${random.hex(40)}` };
  };

  const findProblem = async ({ method, url, headers, body }: Exchange): Promise<string | undefined> => {
    const { authorization = "" } = headers;
    const [, accessKey = "", names = ""] = /Access=([^,]+), SignedHeaders=([^,]+)/.exec(authorization) ?? [];
    const key = keys.get(accessKey);
    if (key === undefined || key.expiresAt <= now()) return COUNTS.expired;
    const signed = Object.fromEntries(names.split(";").map((name) => [name, String(headers[name])]));
    const unsigned = { method, url, headers: signed, ...(body.length > 0 && { body: new Uint8Array(body) }) };
    return (await sign(unsigned, importSigningKey(accessKey, key.secretKey))) === authorization ? undefined : COUNTS.forged;
  };

  /** Replaces a signature, which the sandbox could not verify, by its token. */
  const forward = async (exchange: Exchange): Promise<Answer> => {
    const { method, url, body, headers } = exchange;
    const { authorization, "x-security-token": _, "x-sdk-date": __, connection: ___, ...rest } = headers;
    if (authorization !== undefined) {
      const problem = await findProblem(exchange);
      if (problem !== undefined) {
        count(problem);
        return { status: 401, headers: { date: new Date(now()).toUTCString() }, body: Buffer.from('{"error_code":"APIGW.0301"}') };
      }
      rest["x-auth-token"] = sandbox.token;
    }
    const sent = request(sandbox.url + url.pathname + url.search, { method, agent, headers: rest });
    sent.end(body);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
  };

  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(message.url ?? "/", `http://${message.headers.host}`);
    if (url.pathname === "/key") return void response.end(JSON.stringify(issueKey()));
    const exchange = { method: message.method ?? "GET", url, headers: message.headers, body: await buffer(message) };
    const [name, isCreate] = [nameOf(exchange), isCreateRequest(exchange)];
    const drawn = draw(`${exchange.method} ${url.pathname} ${name}`, isDownload(exchange));
    const { fault } = drawn;
    if (fault?.forwarded === "after-disconnect" && !response.destroyed) await once(response, "close");
    const answer = fault?.forwarded === "never" ? undefined : await forward(exchange);
    count("requests");
    if (fault !== undefined) count(fault.name);
    if (answer?.status === 429) count("429 of the sandbox");
    if (isCreate && answer?.status === 200 && fault !== undefined && fault.effect !== "skewed") count(COUNTS.lost);
    if (name !== "") {
      const line = `${new Date(now()).toISOString()} ${exchange.method} ${url.search} ${answer?.status ?? "not forwarded"}, ${fault?.name ?? "no fault"}`;
      history.set(name, [...(history.get(name) ?? []), line]);
    }
    respond(exchange, answer, drawn, now(), response);
  };

  const server = createServer((message, response) => {
    response.sendDate = false;
    handle(message, response).catch(() => response.destroy());
  });
  const { url, close } = await listen(server);
  return {
    url,
    counts,
    historyOf: (name) => history.get(name) ?? [],
    close: () => {
      agent.destroy();
      return close();
    },
  };
}

/** Sends the answer of the sandbox, changed or replaced by the drawn fault. */
function respond(exchange: Exchange, answer: Answer | undefined, draw: FaultDraw, now: number, response: ServerResponse): void {
  const { fault } = draw;
  const reset = (): void => void response.socket?.resetAndDestroy();
  if (response.destroyed || fault?.effect === "reset") return reset();
  if (fault?.effect === "stalled") return;
  if (typeof fault?.effect === "number") {
    const { headers, body } = errorResponse(fault.effect, echo(exchange), draw, isDownload(exchange));
    response.writeHead(fault.effect, { ...headers, Date: new Date(now).toUTCString(), "Content-Length": Buffer.byteLength(body) });
    return void response.end(body);
  }
  if (answer === undefined) return reset();
  const { status, body, headers } = answer;
  const { "transfer-encoding": _, connection: __, "keep-alive": ___, ...rest } = headers;
  // wrong by up to two hours
  const date = fault?.effect === "skewed" ? { date: new Date(now + (draw.fraction() * 2 - 1) * 2 * 3_600_000).toUTCString() } : {};
  response.writeHead(status, { ...rest, ...date, "content-length": body.length });
  if (fault?.effect === "truncated") response.write(body.subarray(0, Math.floor(draw.fraction() * body.length)), () => response.destroy());
  else response.end(body);
}

/** Whether the request uses a signed URL, which needs no other credentials. */
function isDownload({ url }: Exchange): boolean {
  return url.searchParams.has("Signature");
}

/** Whether the request creates a video, the only billable operation. */
function isCreateRequest({ method, url }: Exchange): boolean {
  return method === "POST" && url.pathname.endsWith("/2d-digital-human-videos");
}

/** Name of the video that a request creates or searches for. */
function nameOf(exchange: Exchange): string {
  return isCreateRequest(exchange)
    ? JSON.parse(exchange.body.toString()).output_asset_config.asset_name
    : (exchange.url.searchParams.get("asset_name") ?? "");
}

/** Credentials and body of a request, as a careless gateway would quote them in an error. */
function echo({ headers, body }: Exchange): string {
  const { "x-auth-token": token, "x-security-token": securityToken, authorization } = headers;
  return `${[token, securityToken, authorization].join(" ")} ${body.toString()}`;
}

/** A fault injected into one exchange. */
interface Fault {
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
interface FaultDraw {
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
