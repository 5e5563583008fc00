import { isBrowser } from "../auth/credentials.js";
import { abortable, linkedAbortController } from "../core/abort.js";
import { type Clock, settleWithin } from "../core/clock.js";

export interface ConnectionOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** URL of the service. Files are downloaded over plain HTTP only if it is on this machine. */
  readonly baseUrl: string;
  /** Milliseconds without a response or a byte after which the connection counts as lost. */
  readonly idleMs: number;
}

/** Result of an I/O operation: its value, the exception it threw, or an idle timeout. */
export type ReadResult<T> = { readonly value: T } | { readonly thrown: unknown } | { readonly stalled: true };

/** One request to the storage server. */
export type Connection = ReturnType<typeof createConnection>;

const CLOSED = "the connection is closed";
const MAX_REDIRECTS = 5;

/** Creates a connection that closes when the signal aborts. Every promise rejects only with the signal's reason. */
export function createConnection(options: ConnectionOptions, signal: AbortSignal) {
  const { controller, unlink } = linkedAbortController(signal);
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const settle = <T>(operation: Promise<T>): Promise<ReadResult<T>> => withIdleTimeout(operation, options, signal);
  const send = async (url: URL, headers: Readonly<Record<string, string>>): Promise<Response> =>
    options.fetch(url.href, { ...createRequestInit(headers), signal: controller.signal });

  return {
    /** Resolves with the response after redirects, or with the reason why a redirect was not followed. */
    async open(url: URL, headers: Readonly<Record<string, string>>): Promise<ReadResult<Response | string>> {
      let target = url;
      for (let redirects = 0; ; redirects += 1) {
        const result = await settle(send(target, headers));
        if (!("value" in result)) return result;
        const { value: response } = result;
        if (response.type !== "opaqueredirect" && !isRedirect(response)) {
          reader = response.body?.getReader();
          return result;
        }
        const location = response.headers.get("location");
        if (redirects === MAX_REDIRECTS) return { value: `redirected more than ${MAX_REDIRECTS} times` };
        if (location === null) return { value: "redirected to a hidden or missing location" };
        response.body?.cancel().catch(() => {});
        const next = parseDownloadUrl(location, options.baseUrl, target);
        if (typeof next === "string") return { value: `redirected to a URL that ${next}` };
        target = next;
      }
    },
    /** Reads the next bytes of the response body; `undefined` at its end. */
    async read(): Promise<ReadResult<Uint8Array | undefined>> {
      const result = reader === undefined ? { value: undefined } : await settle(reader.read());
      if (!("value" in result)) return result;
      return { value: result.value?.value };
    },
    close(): void {
      unlink();
      controller.abort(CLOSED);
      reader?.cancel(CLOSED).catch(() => {});
    },
  };
}

/** Creates a request without credentials. Redirects are followed manually, so that each target URL can be checked. */
function createRequestInit(headers: Readonly<Record<string, string>>): RequestInit {
  // browsers set accept-encoding themselves; other runtimes have no cookies or referrer, and some reject these options
  return isBrowser()
    ? { headers: { ...headers }, redirect: "manual", credentials: "omit", referrerPolicy: "no-referrer" }
    : { headers: { "accept-encoding": "identity", ...headers }, redirect: "manual" };
}

function isRedirect({ status }: Response): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** Waits for an operation, an idle timeout or an abort. Leaves no timer and no listener behind. */
async function withIdleTimeout<T>(
  operation: Promise<T>,
  { clock, idleMs }: ConnectionOptions,
  signal: AbortSignal,
): Promise<ReadResult<T>> {
  const settled: Promise<ReadResult<T>> = operation.then(
    (value) => ({ value }),
    (thrown: unknown) => ({ thrown }),
  );
  const result = await settleWithin(abortable(settled, signal), clock, idleMs);
  return result === "timed out" ? { stalled: true } : result;
}

const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Parses a download URL. Returns the reason as text if no file may be downloaded from it: only HTTPS is allowed, and HTTP on
 * this machine if the service is on this machine too (the sandbox).
 */
export function parseDownloadUrl(text: string, serviceUrl: string, base?: URL): URL | string {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    return "is not an absolute URL";
  }
  if (url.username !== "" || url.password !== "") return `contains a user name or password for ${url.host}`;
  if (url.protocol === "https:") return url;
  if (url.protocol === "http:" && LOOPBACK_HOST.test(url.hostname) && LOOPBACK_HOST.test(new URL(serviceUrl).hostname)) return url;
  return `points to ${url.protocol}//${url.host}; only https is allowed`;
}
