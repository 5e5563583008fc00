import { once } from "node:events";
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SoakClock } from "./clock.js";
import { type Fault, type Lot, replyOf } from "./fault-plan.js";

/** One request as it came. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the service answered. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ProxyOptions {
  readonly clock: SoakClock;
  /** Address of the service. */
  readonly service: () => string;
  /** What is in store for a request. */
  readonly lot: (asked: Asked) => Lot;
  /** Hears how every exchange went; `answered` when the service had the request, `reached` when its answer was let through. */
  readonly onExchange: (asked: Asked, answered: Answered | undefined, fault: Fault | undefined) => void;
}

/** A gateway before the service that loses, breaks, delays and falsifies. */
export interface Proxy {
  readonly url: string;
  /** A `fetch` for clients of this proxy: as long as a request is on its way to it, time stands still. */
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/** By it the proxy knows which call of `fetch` has arrived; the service never sees it. */
const NUMBER = "x-soak-number";

export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const { clock } = options;
  const agent = new Agent({ keepAlive: true });
  const onTheWay = new Map<string, () => void>();
  let calls = 0;
  const server = createServer({ keepAliveTimeout: 0 }, (message, response) => {
    response.sendDate = false;
    let release = clock.hold();
    onTheWay.get(String(message.headers[NUMBER]))?.();
    response.once("close", () => release());
    const hold = {
      stop: () => release(),
      again: () => {
        release = clock.hold();
      },
    };
    serve(message, response, options, agent, hold).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => void server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async fetch(input, init) {
      const number = String(++calls);
      const release = clock.hold();
      onTheWay.set(number, release);
      try {
        return await globalThis.fetch(input, { ...init, headers: { ...plain(init?.headers), [NUMBER]: number } });
      } finally {
        release();
        onTheWay.delete(number);
      }
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** Lets time go on while the proxy keeps silent, and stops it again. */
interface Hold {
  stop(): void;
  again(): void;
}

async function serve(message: IncomingMessage, response: ServerResponse, options: ProxyOptions, agent: Agent, hold: Hold): Promise<void> {
  const asked = await read(message);
  const lot = options.lot(asked);
  const { fault } = lot;
  if (fault?.reaches === "late") {
    const gone = once(response, "close");
    hold.stop();
    await gone;
    hold.again();
  }
  try {
    const answered = fault?.reaches === "never" ? undefined : await forward(asked, options.service(), agent);
    options.onExchange(asked, answered, fault);
    end(asked, answered, lot, response, options, hold);
  } finally {
    if (fault?.reaches === "late") hold.stop();
  }
}

/** Gives the client what is left of the answer. */
function end(asked: Asked, answered: Answered | undefined, lot: Lot, response: ServerResponse, options: ProxyOptions, hold: Hold): void {
  const { fault } = lot;
  const reset = (): void => void response.socket?.resetAndDestroy();
  if (response.destroyed || fault?.ending === "reset") return reset();
  if (fault?.ending === "stalled") return hold.stop();
  if (fault?.status !== undefined) {
    const { status, headers, body } = replyOf(fault.status, heard(asked), lot, isFile(asked));
    response.writeHead(status, {
      ...headers,
      Date: new Date(options.clock.now()).toUTCString(),
      "Content-Length": Buffer.byteLength(body),
    });
    return void response.end(body);
  }
  if (answered === undefined) return reset();
  const { status, body, headers } = answered;
  const { "transfer-encoding": _, connection: __, "keep-alive": ___, ...rest } = headers;
  const date = fault?.ending === "skewed" ? { date: shifted(options.clock.now(), lot) } : {};
  response.writeHead(status, { ...rest, ...date, "content-length": body.length });
  if (fault?.ending === "truncated") response.write(body.subarray(0, Math.floor(lot.fraction() * body.length)), () => response.destroy());
  else response.end(body);
}

/** Whether a request is for a file, whose link is its own credential. */
export function isFile({ url }: Asked): boolean {
  return url.searchParams.has("Signature");
}

/** A time up to two hours off. */
function shifted(now: number, { fraction }: Lot): string {
  return new Date(now + (fraction() * 2 - 1) * 2 * 3_600_000).toUTCString();
}

/** All that came, as a careless gateway would quote it. */
function heard({ headers, body }: Asked): string {
  const { "x-auth-token": token, "x-security-token": securityToken, authorization } = headers;
  return `${[token, securityToken, authorization].join(" ")} ${body.toString()}`;
}

async function forward(asked: Asked, service: string, agent: Agent): Promise<Answered> {
  const { method, url, headers, body } = asked;
  const { [NUMBER]: _, connection: __, ...rest } = headers;
  const sent = request(service + url.pathname + url.search, { method, agent, headers: rest });
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await bodyOf(answer) };
}

async function read(message: IncomingMessage): Promise<Asked> {
  const url = new URL(message.url ?? "/", `http://${message.headers.host}`);
  return { method: message.method ?? "GET", url, headers: message.headers, body: await bodyOf(message) };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function plain(headers: RequestInit["headers"]): Record<string, string> {
  return Object.fromEntries(new Headers(headers).entries());
}
