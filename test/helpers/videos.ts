import type { Client, ClientOptions, VideoUpdate } from "../../src/index.js";
import { createTestClock, type TestClock } from "./clock.js";
import { clientOver } from "./stub-client.js";

/** One answer: a body, a status with a body, or a connection that is lost after the service took the request. */
export type Answer =
  | Readonly<Record<string, unknown>>
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | Error;

/** What the service answers to each kind of request, the last one again and again. */
export interface Script {
  readonly create?: readonly Answer[];
  readonly show?: readonly Answer[];
  readonly list?: readonly Answer[];
  readonly asset?: readonly Answer[];
  readonly file?: readonly (() => Response)[];
}

export type Kind = keyof Script;

/** A client before a service that follows the script; `heard` is what happened, in order. */
export interface Life {
  readonly client: Client;
  readonly clock: TestClock;
  readonly heard: string[];
  readonly bodies: unknown[];
  /** Notes an update beside the requests. */
  readonly note: (update: VideoUpdate) => void;
}

export const lost = Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });

export const content = new TextEncoder().encode("a finished video");
export const link = "https://files.example/video.mp4?AccessKeyId=key&Expires=1&Signature=signature-of-a-test";
export const ready = {
  asset_id: "a1",
  asset_state: "ACTIVED",
  files: [{ asset_file_category: "MAIN", file_name: "One Day.mp4", file_size: content.length, download_url: link }],
};
export const created = { job_id: "j1" };
export const succeeded = { job_id: "j1", state: "SUCCEED", output_asset_config: { asset_id: "a1", asset_name: "One Day" } };

export function life(script: Script, options: Partial<ClientOptions> = {}): Life {
  const clock = createTestClock();
  const heard: string[] = [];
  const bodies: unknown[] = [];
  const counts = new Map<Kind, number>();
  const next = <K extends Kind>(kind: K): NonNullable<Script[K]>[number] | undefined => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const answers = script[kind] ?? [];
    return answers[Math.min(count, answers.length) - 1];
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const url = String(input);
    const kind = kindOf(url, init?.method ?? "GET");
    heard.push(kind);
    if (kind === "create") bodies.push(JSON.parse(new TextDecoder().decode(init?.body as Uint8Array)));
    if (kind === "file") return next("file")?.() ?? new Response(content);
    const answer = next(kind) ?? { status: 404, body: {} };
    if (answer instanceof Error) throw answer;
    const {
      status,
      body,
      headers = {},
    } = "status" in answer
      ? (answer as { status: number; body?: unknown; headers?: Record<string, string> })
      : { status: 200, body: answer };
    return new Response(JSON.stringify(body ?? {}), { status, headers: { "x-request-id": `r${heard.length}`, ...headers } });
  };
  const client = clientOver(fetch, { clock, ...options });
  const note = (update: VideoUpdate): void => {
    heard.push(`${update.step}: ${update.jobId}${update.step === "waiting" ? ` ${update.task.state}` : ""}`);
  };
  return { client, clock, heard, bodies, note };
}

function kindOf(url: string, method: string): Kind {
  if (!url.includes("/v1/")) return "file";
  if (url.includes("/digital-assets/")) return "asset";
  if (method === "POST") return "create";
  return url.includes("/2d-digital-human-videos/") ? "show" : "list";
}
