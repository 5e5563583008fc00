import { type Client, type ClientOptions, type Create2DDigitalHumanVideoReq, createClient } from "../../../src/index.js";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../../src/sandbox/index.js";

export interface SentRequest {
  /** Sequence number, counted from 1. */
  readonly n: number;
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly headers: Headers;
}

/**
 * Fault injected into one request. `disconnect` and `hang` happen before the service receives the request, or after it has
 * processed it. A `response` replaces the service (`before`), or the service's own response (`after`).
 */
export type Fault =
  | "disconnect-before"
  | "disconnect-after"
  | "hang-before"
  | "hang-after"
  | { readonly when: "before" | "after"; readonly response: () => Response };

export interface TaskSandbox {
  readonly client: Client;
  readonly sandbox: Sandbox;
  /** Every request, in order. */
  readonly requests: readonly SentRequest[];
  /** Number of created, and thus billed, tasks; the sandbox's predefined task is not counted. */
  createdCount(): Promise<number>;
  /** Advances the virtual clock until the promise settles. */
  run<T>(work: Promise<T>): Promise<T>;
}

export interface TaskSandboxOptions {
  readonly sandbox?: SandboxOptions;
  readonly client?: Partial<ClientOptions>;
  readonly fault?: (request: SentRequest) => Fault | undefined;
}

/** Creates a client of a sandbox, with faults injected between them. */
export function createTaskSandbox({
  sandbox: sandboxOptions = {},
  client: clientOptions = {},
  fault = () => undefined,
}: TaskSandboxOptions = {}): TaskSandbox {
  const sandbox = createSandbox(sandboxOptions);
  const requests: SentRequest[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const { method = "GET", body, headers } = init ?? {};
    const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : "";
    const request = { n: requests.length + 1, method, url: new URL(String(input)), body: text, headers: new Headers(headers) };
    requests.push(request);
    const injected = fault(request);
    if (injected === "disconnect-before") throw createConnectionError();
    if (injected === "hang-before") return hang(init?.signal);
    if (typeof injected === "object" && injected.when === "before") return injected.response();
    const response = await sandbox.fetch(input, init);
    if (injected === "disconnect-after") throw createConnectionError();
    if (injected === "hang-after") return hang(init?.signal);
    return injected?.response() ?? response;
  };
  const client = createClient({ ...sandbox.clientOptions, fetch, ...clientOptions } as ClientOptions);
  const faultlessClient = createClient(sandbox.clientOptions);
  return {
    client,
    sandbox,
    requests,
    run: (work) => sandbox.clock.run(work),
    createdCount: async () => ((await sandbox.clock.run(faultlessClient.listDigitalHumanVideo({ limit: 1 }))).count ?? 0) - 1,
  };
}

/** Creates a request for a video with this name. */
export function videoRequest(asset_name: string, overrides: Partial<Create2DDigitalHumanVideoReq> = {}): Create2DDigitalHumanVideoReq {
  return {
    model_asset_id: "2ff4f1e9b4f4e1a9f1e9b4f4e1a9f1e9",
    voice_config: { voice_asset_id: "8dd1b5a9f1e9b4f4e1a9f1e9b4f4e1a9" },
    video_config: { clip_mode: "RESIZE", codec: "H264", bitrate: 4000, width: 1920, height: 1080 },
    shoot_scripts: [{ sequence_no: 0, shoot_script: { script_type: "TEXT", text_config: { text: "Good morning." } } }],
    output_asset_config: { asset_name },
    ...overrides,
  };
}

/** Creates a function that returns a response with a JSON or text body. */
export function respondWith(status: number, body: unknown, headers: Record<string, string> = {}): () => Response {
  return () => new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
}

function createConnectionError(): Error {
  return Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }) });
}

function hang(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
