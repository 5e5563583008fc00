import { type Client, type ClientOptions, type Create2DDigitalHumanVideoReq, createClient } from "../../src/index.js";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/index.js";

/** A request on its way, counted from 1. */
export interface Passing {
  readonly n: number;
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly headers: Headers;
}

/**
 * What befalls it: the connection is lost or hangs before the service has it, or after the service has done what it asked
 * for; or another answer comes, instead of the service (`before`) or in place of the service's own (`after`).
 */
export type Mishap =
  | "lost before"
  | "lost after"
  | "hangs before"
  | "hangs after"
  | { readonly when: "before" | "after"; readonly answer: () => Response };

export interface Studio {
  readonly client: Client;
  readonly sandbox: Sandbox;
  /** Every request, in order. */
  readonly requests: readonly Passing[];
  /** How many videos are paid for: tasks beside the sandbox's own first one. */
  paid(): Promise<number>;
  /** Lets virtual time go by until the work is done. */
  run<T>(work: Promise<T>): Promise<T>;
}

export interface Setup {
  readonly sandbox?: SandboxOptions;
  readonly client?: Partial<ClientOptions>;
  readonly mishap?: (request: Passing) => Mishap | undefined;
}

/** A client before the sandbox, with mishaps on the way. */
export function studio({ sandbox: options = {}, client: more = {}, mishap = () => undefined }: Setup = {}): Studio {
  const sandbox = createSandbox(options);
  const requests: Passing[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const { method = "GET", body, headers } = init ?? {};
    const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : "";
    const request = { n: requests.length + 1, method, url: new URL(String(input)), body: text, headers: new Headers(headers) };
    requests.push(request);
    const happens = mishap(request);
    if (happens === "lost before") throw lost();
    if (happens === "hangs before") return hang(init?.signal);
    if (typeof happens === "object" && happens.when === "before") return happens.answer();
    const answer = await sandbox.fetch(input, init);
    if (happens === "lost after") throw lost();
    if (happens === "hangs after") return hang(init?.signal);
    return happens?.answer() ?? answer;
  };
  const client = createClient({ ...sandbox.clientOptions, fetch, ...more } as ClientOptions);
  const plain = createClient(sandbox.clientOptions);
  return {
    client,
    sandbox,
    requests,
    run: (work) => sandbox.clock.run(work),
    paid: async () => ((await sandbox.clock.run(plain.listDigitalHumanVideo({ limit: 1 }))).count ?? 0) - 1,
  };
}

/** A request for a video with a name. */
export function video(asset_name: string, more: Partial<Create2DDigitalHumanVideoReq> = {}): Create2DDigitalHumanVideoReq {
  return {
    model_asset_id: "2ff4f1e9b4f4e1a9f1e9b4f4e1a9f1e9",
    voice_config: { voice_asset_id: "8dd1b5a9f1e9b4f4e1a9f1e9b4f4e1a9" },
    video_config: { clip_mode: "RESIZE", codec: "H264", bitrate: 4000, width: 1920, height: 1080 },
    shoot_scripts: [{ sequence_no: 0, shoot_script: { script_type: "TEXT", text_config: { text: "Good morning." } } }],
    output_asset_config: { asset_name },
    ...more,
  };
}

/** An answer with a JSON body, or with any other text. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): () => Response {
  return () => new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
}

function lost(): Error {
  return Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }) });
}

function hang(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
