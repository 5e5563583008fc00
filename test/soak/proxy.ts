import { once } from "node:events";
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SoakClock } from "./clock.js";
import { type Fault, type FaultDraw, gatewayResponse } from "./fault-plan.js";

export interface ProxiedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ProxyOptions {
  readonly clock: SoakClock;
  /** Current URL of the service. */
  readonly upstreamUrl: () => string;
  readonly draw: (request: ProxiedRequest) => FaultDraw;
  /** Called for every exchange; `response` is undefined if the request was not forwarded. */
  readonly onExchange: (request: ProxiedRequest, response: UpstreamResponse | undefined, fault: Fault | undefined) => void;
}

/** A gateway in front of the service that injects faults. */
export interface FaultProxy {
  readonly url: string;
  /** A `fetch` for clients of this proxy. It stops the clock until the request has reached the proxy. */
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/** Request header that identifies the call of `fetch`; it is not forwarded to the service. */
const CALL_ID = "x-soak-call-id";

export async function startProxy(options: ProxyOptions): Promise<FaultProxy> {
  const { clock } = options;
  const agent = new Agent({ keepAlive: true });
  const inFlight = new Map<string, () => void>();
  let calls = 0;
  const server = createServer({ keepAliveTimeout: 0 }, (message, response) => {
    response.sendDate = false;
    let release = clock.hold();
    inFlight.get(String(message.headers[CALL_ID]))?.();
    response.once("close", () => release());
    const clockHold = {
      release: () => release(),
      acquire: () => {
        release = clock.hold();
      },
    };
    handle(message, response, options, agent, clockHold).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => void server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async fetch(input, init) {
      const id = String(++calls);
      const release = clock.hold();
      inFlight.set(id, release);
      try {
        return await globalThis.fetch(input, { ...init, headers: { ...headersToObject(init?.headers), [CALL_ID]: id } });
      } finally {
        release();
        inFlight.delete(id);
      }
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** The hold of one exchange on the clock, released while the proxy does not respond. */
interface ClockHold {
  release(): void;
  acquire(): void;
}

async function handle(
  message: IncomingMessage,
  response: ServerResponse,
  options: ProxyOptions,
  agent: Agent,
  clockHold: ClockHold,
): Promise<void> {
  const proxied = await readRequest(message);
  const draw = options.draw(proxied);
  const { fault } = draw;
  if (fault?.forwarded === "after-disconnect") {
    const disconnected = once(response, "close");
    clockHold.release();
    await disconnected;
    clockHold.acquire();
  }
  try {
    const upstream = fault?.forwarded === "never" ? undefined : await forward(proxied, options.upstreamUrl(), agent);
    options.onExchange(proxied, upstream, fault);
    respond(proxied, upstream, draw, response, options, clockHold);
  } finally {
    if (fault?.forwarded === "after-disconnect") clockHold.release();
  }
}

/** Sends the response with the drawn fault applied. */
function respond(
  proxied: ProxiedRequest,
  upstream: UpstreamResponse | undefined,
  draw: FaultDraw,
  response: ServerResponse,
  options: ProxyOptions,
  clockHold: ClockHold,
): void {
  const { fault } = draw;
  const reset = (): void => void response.socket?.resetAndDestroy();
  if (response.destroyed || fault?.effect === "reset") return reset();
  if (fault?.effect === "stalled") return clockHold.release();
  if (fault?.status !== undefined) {
    const { status, headers, body } = gatewayResponse(fault.status, echo(proxied), draw, isDownload(proxied));
    response.writeHead(status, {
      ...headers,
      Date: new Date(options.clock.now()).toUTCString(),
      "Content-Length": Buffer.byteLength(body),
    });
    return void response.end(body);
  }
  if (upstream === undefined) return reset();
  const { status, body, headers } = upstream;
  const { "transfer-encoding": _, connection: __, "keep-alive": ___, ...rest } = headers;
  const date = fault?.effect === "skewed" ? { date: skewedDate(options.clock.now(), draw) } : {};
  response.writeHead(status, { ...rest, ...date, "content-length": body.length });
  if (fault?.effect === "truncated") response.write(body.subarray(0, Math.floor(draw.fraction() * body.length)), () => response.destroy());
  else response.end(body);
}

/** Whether the request uses a signed URL, which needs no other credentials. */
export function isDownload({ url }: ProxiedRequest): boolean {
  return url.searchParams.has("Signature");
}

/** A time that is wrong by up to two hours. */
function skewedDate(now: number, { fraction }: FaultDraw): string {
  return new Date(now + (fraction() * 2 - 1) * 2 * 3_600_000).toUTCString();
}

/** Credentials and body of a request, as a careless gateway would quote them in an error. */
function echo({ headers, body }: ProxiedRequest): string {
  const { "x-auth-token": token, "x-security-token": securityToken, authorization } = headers;
  return `${[token, securityToken, authorization].join(" ")} ${body.toString()}`;
}

async function forward({ method, url, headers, body }: ProxiedRequest, upstreamUrl: string, agent: Agent): Promise<UpstreamResponse> {
  const { [CALL_ID]: _, connection: __, ...rest } = headers;
  const sent = request(upstreamUrl + url.pathname + url.search, { method, agent, headers: rest });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await readBody(response) };
}

async function readRequest(message: IncomingMessage): Promise<ProxiedRequest> {
  const url = new URL(message.url ?? "/", `http://${message.headers.host}`);
  return { method: message.method ?? "GET", url, headers: message.headers, body: await readBody(message) };
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function headersToObject(headers: RequestInit["headers"]): Record<string, string> {
  return Object.fromEntries(new Headers(headers).entries());
}
