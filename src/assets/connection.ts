import { inBrowser } from "../auth/refuse-browser-keys.js";
import { abortable, linked } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { fileUrl } from "./download-url.js";

/** What a connection to the store needs. */
export interface ConnectionParts {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Address of the service: only when it is on this machine may the file be fetched by plain http. */
  readonly baseUrl: string;
  /** Milliseconds without an answer or a byte after which the connection counts as lost. */
  readonly idleMs: number;
}

/** What came of waiting for the store. */
export type Awaited<T> = { readonly value: T } | { readonly thrown: unknown } | { readonly stalled: true };

/** One request to the store. */
export interface Connection {
  /** The answer, after redirects; in words why a redirect was not followed. */
  open(url: URL, headers: Readonly<Record<string, string>>): Promise<Awaited<Response | string>>;
  /** The next bytes of the answer's body, `undefined` at its end. */
  read(): Promise<Awaited<Uint8Array | undefined>>;
  /** Hangs up. */
  close(): void;
}

const over = "the connection is over";
const mostRedirects = 5;

/** A connection that ends with the signal; every promise rejects with the signal's reason alone. */
export function createConnection(parts: ConnectionParts, signal: AbortSignal): Connection {
  const { controller, unlink } = linked(signal);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const wait = <T>(work: Promise<T>): Promise<Awaited<T>> => inTime(work, parts, signal);
  const send = async (url: URL, headers: Readonly<Record<string, string>>): Promise<Response> =>
    parts.fetch(url.href, { ...init(headers), signal: controller.signal });

  return {
    async open(url, headers) {
      for (let hops = 0; ; hops += 1) {
        const answer = await wait(send(url, headers));
        if (!("value" in answer)) return answer;
        const { value: response } = answer;
        if (response.type !== "opaqueredirect" && !isRedirect(response)) {
          reader = response.body?.getReader();
          return answer;
        }
        const location = response.headers.get("location");
        if (location === null || hops === mostRedirects)
          return { value: hops === mostRedirects ? "redirects in a circle" : "redirects to a place it does not show" };
        response.body?.cancel().catch(() => {});
        const next = fileUrl(location, parts.baseUrl, url);
        if (typeof next === "string") return { value: `redirects with an address that ${next}` };
        url = next;
      }
    },
    async read() {
      const part = reader === undefined ? { value: undefined } : await wait(reader.read());
      if (!("value" in part)) return part;
      return { value: part.value?.value };
    },
    close() {
      unlink();
      controller.abort(over);
      reader?.cancel(over).catch(() => {});
    },
  };
}

/** A bare request: no credentials of any kind. Redirects are followed by hand, so that none leads to plain http. */
function init(headers: Readonly<Record<string, string>>): RequestInit {
  // browsers choose the coding themselves; elsewhere there are neither cookies nor a referrer, and some runtimes refuse the options
  return inBrowser()
    ? { headers: { ...headers }, redirect: "manual", credentials: "omit", referrerPolicy: "no-referrer" }
    : { headers: { "accept-encoding": "identity", ...headers }, redirect: "manual" };
}

function isRedirect({ status }: Response): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** Leaves no timer and no listener. */
async function inTime<T>(work: Promise<T>, { clock, idleMs }: ConnectionParts, signal: AbortSignal): Promise<Awaited<T>> {
  const timer = new AbortController();
  const stalled = { stalled: true } as const;
  const ends: Promise<Awaited<T>>[] = [
    work.then(
      (value) => ({ value }),
      (thrown: unknown) => ({ thrown }),
    ),
  ];
  if (idleMs !== Number.POSITIVE_INFINITY)
    ends.push(
      clock.sleep(idleMs, timer.signal, "timeout").then(
        () => stalled,
        () => stalled,
      ),
    );
  try {
    return await abortable(Promise.race(ends), signal);
  } finally {
    timer.abort(over);
  }
}
