import { type Client, type ClientOptions, createClient } from "../../src/index.js";
import { createTestClock, type TestClock } from "./clock.js";
import { assetOf } from "./storage.js";

/** What a stubbed store gives for one request: the answer for the bytes from there on. */
export type Giver = (from: number, n: number, init: RequestInit | undefined) => Response | Promise<Response>;

export interface Stub {
  readonly client: Client;
  readonly clock: TestClock;
  /** Requests for the file. */
  readonly asked: { readonly url: string; readonly from: number; readonly init: RequestInit | undefined }[];
}

/** A client before a service and a store without sockets: every chunk and every fault is the test's. `show` may answer for the service. */
export function stub(
  content: Uint8Array,
  give: Giver,
  options: Partial<ClientOptions> = {},
  show: (n: number, init: RequestInit | undefined) => Promise<Response> | undefined = () => undefined,
): Stub {
  const clock = createTestClock();
  const asked: Stub["asked"] = [];
  let shown = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = String(input);
    if (url.includes("/v1/")) {
      shown += 1;
      const own = show(shown, init);
      if (own !== undefined) return own;
      return Response.json(assetOf(content, `https://files.example/x?AccessKeyId=key&Expires=1&Signature=signature-${shown}`));
    }
    const from = Number(/^bytes=(\d+)-$/.exec(new Headers(init?.headers).get("range") ?? "")?.[1] ?? 0);
    asked.push({ url, from, init });
    return give(from, asked.length, init);
  };
  const common = { region: "ap-southeast-3", projectId: "p", credentials: { token: "token-of-a-test" }, rateLimit: false } as const;
  return { client: createClient({ ...common, fetch, clock, random: () => 0.5, ...options } as ClientOptions), clock, asked };
}

/** A stream of these pieces, which then ends, fails or says nothing more. `left` hears that its reader has gone. */
export function pieces(parts: readonly Uint8Array[], end: "end" | "fail" | "silence" = "end", left: () => void = () => {}): ReadableStream {
  let next = 0;
  return new ReadableStream(
    {
      pull(controller) {
        const part = parts[next];
        next += 1;
        if (part !== undefined) return controller.enqueue(part);
        if (end === "end") return controller.close();
        if (end === "fail") return controller.error(Object.assign(new TypeError("terminated"), { code: "ECONNRESET" }));
        return new Promise(() => {});
      },
      cancel: left,
    },
    { highWaterMark: 0 },
  );
}

/** The whole file, or the rest of it, as a store with ranges answers. */
export function answer(content: Uint8Array, from: number, body: ReadableStream, headers: Readonly<Record<string, string>> = {}): Response {
  const range = from === 0 ? undefined : { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
  return new Response(body, { status: range === undefined ? 200 : 206, headers: { ...range, ...headers } });
}
