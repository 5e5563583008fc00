import { type Client, type ClientOptions, createClient } from "../../../src/index.js";
import { createTestClock, type TestClock } from "./clock.js";
import { createAsset } from "./storage.js";

/** Responds to the n-th file request, counted from 1, which asks for the bytes from `from`. */
export type StorageHandler = (from: number, n: number, init: RequestInit | undefined) => Response | Promise<Response>;

export interface StubbedStorage {
  readonly client: Client;
  readonly clock: TestClock;
  /** Requests for the file. */
  readonly requests: { readonly url: string; readonly from: number; readonly init: RequestInit | undefined }[];
}

/**
 * Creates a client of a stubbed service and storage server, without sockets: the test controls every chunk. `showAsset` may
 * respond to the n-th asset request.
 */
export function createStubbedStorage(
  content: Uint8Array,
  handler: StorageHandler,
  options: Partial<ClientOptions> = {},
  showAsset: (n: number, init: RequestInit | undefined) => Promise<Response> | undefined = () => undefined,
): StubbedStorage {
  const clock = createTestClock();
  const requests: StubbedStorage["requests"] = [];
  let assetRequests = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = String(input);
    if (url.includes("/v1/")) {
      assetRequests += 1;
      const response = showAsset(assetRequests, init);
      if (response !== undefined) return response;
      return Response.json(createAsset(content, `https://files.example/x?AccessKeyId=key&Expires=1&Signature=signature-${assetRequests}`));
    }
    const from = Number(/^bytes=(\d+)-$/.exec(new Headers(init?.headers).get("range") ?? "")?.[1] ?? 0);
    requests.push({ url, from, init });
    return handler(from, requests.length, init);
  };
  const common = { region: "ap-southeast-3", projectId: "p", credentials: { token: "token-of-a-test" }, rateLimit: false } as const;
  return { client: createClient({ ...common, fetch, clock, random: () => 0.5, ...options } as ClientOptions), clock, requests };
}

/** Creates a stream of these chunks, which then closes, fails or stalls. `onCancel` is called when the consumer cancels. */
export function createChunkStream(
  chunks: readonly Uint8Array[],
  ending: "close" | "error" | "stall" = "close",
  onCancel: () => void = () => {},
): ReadableStream {
  let next = 0;
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = chunks[next];
        next += 1;
        if (chunk !== undefined) return controller.enqueue(chunk);
        if (ending === "close") return controller.close();
        if (ending === "error") return controller.error(Object.assign(new TypeError("terminated"), { code: "ECONNRESET" }));
        return new Promise(() => {});
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
}

/** Creates the response of a storage server with range support: the whole file, or its bytes from `from`. */
export function createFileResponse(
  content: Uint8Array,
  from: number,
  body: ReadableStream,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const range = from === 0 ? undefined : { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
  return new Response(body, { status: range === undefined ? 200 : 206, headers: { ...range, ...headers } });
}
