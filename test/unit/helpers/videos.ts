import type { Client, ClientOptions, VideoUpdate } from "../../../src/index.js";
import { createTestClock, type TestClock } from "./clock.js";
import { createStubClient } from "./server.js";

/** A response body, a status with a body, or an exception of `fetch` after the service has processed the request. */
export type StubResponse =
  | Readonly<Record<string, unknown>>
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | Error;

/** Responses by kind of request, in order; the last one is repeated. */
export interface StubResponses {
  readonly create?: readonly StubResponse[];
  readonly show?: readonly StubResponse[];
  readonly list?: readonly StubResponse[];
  readonly asset?: readonly StubResponse[];
  readonly file?: readonly (() => Response)[];
}

export type RequestKind = keyof StubResponses;

export interface VideoStub {
  readonly client: Client;
  readonly clock: TestClock;
  /** Kinds of requests and recorded updates, in order. */
  readonly events: string[];
  /** Bodies of the create requests. */
  readonly createBodies: unknown[];
  /** Adds an update to `events`; pass it as `onUpdate`. */
  readonly recordUpdate: (update: VideoUpdate) => void;
}

export const connectionReset = Object.assign(new TypeError("fetch failed"), {
  cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }),
});

export const content = new TextEncoder().encode("a finished video");
export const downloadUrl = "https://files.example/video.mp4?AccessKeyId=key&Expires=1&Signature=signature-of-a-test";
export const readyAsset = {
  asset_id: "a1",
  asset_state: "ACTIVED",
  files: [{ asset_file_category: "MAIN", file_name: "One Day.mp4", file_size: content.length, download_url: downloadUrl }],
};
export const createdResponse = { job_id: "j1" };
export const succeededTask = { job_id: "j1", state: "SUCCEED", output_asset_config: { asset_id: "a1", asset_name: "One Day" } };

/** Creates a client of a stubbed service and storage server. */
export function createVideoStub(responses: StubResponses, options: Partial<ClientOptions> = {}): VideoStub {
  const clock = createTestClock();
  const events: string[] = [];
  const createBodies: unknown[] = [];
  const counts = new Map<RequestKind, number>();
  const next = <K extends RequestKind>(kind: K): NonNullable<StubResponses[K]>[number] | undefined => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const ofKind = responses[kind] ?? [];
    return ofKind[Math.min(count, ofKind.length) - 1];
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const url = String(input);
    const kind = requestKind(url, init?.method ?? "GET");
    events.push(kind);
    if (kind === "create") createBodies.push(JSON.parse(new TextDecoder().decode(init?.body as Uint8Array)));
    if (kind === "file") return next("file")?.() ?? new Response(content);
    const response = next(kind) ?? { status: 404, body: {} };
    if (response instanceof Error) throw response;
    const {
      status,
      body,
      headers = {},
    } = "status" in response
      ? (response as { status: number; body?: unknown; headers?: Record<string, string> })
      : { status: 200, body: response };
    return new Response(JSON.stringify(body ?? {}), { status, headers: { "x-request-id": `r${events.length}`, ...headers } });
  };
  const client = createStubClient(fetch, { clock, ...options });
  const recordUpdate = (update: VideoUpdate): void => {
    events.push(`${update.step}: ${update.jobId}${update.step === "waiting" ? ` ${update.task.state}` : ""}`);
  };
  return { client, clock, events, createBodies, recordUpdate };
}

function requestKind(url: string, method: string): RequestKind {
  if (!url.includes("/v1/")) return "file";
  if (url.includes("/digital-assets/")) return "asset";
  if (method === "POST") return "create";
  return url.includes("/2d-digital-human-videos/") ? "show" : "list";
}
