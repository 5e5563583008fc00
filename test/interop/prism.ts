import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StepResult } from "../../scripts/task-runner.js";
import { listen, waitForOutput } from "../helpers/processes.js";
import {
  allParameters,
  type Client,
  type Json,
  type Operation,
  readOperations,
  requiredParameters,
  resultOf,
  type Sandbox,
  type ShippedPackage,
} from "./package.js";

/** A Prism process that listens on 127.0.0.1. */
export interface Prism {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts Prism on a free port of 127.0.0.1 and waits until it listens. */
export async function startPrism(modules: string, ...args: readonly string[]): Promise<Prism> {
  const program = join(modules, "@stoplight/prism-cli/dist/index.js");
  const child = spawn(process.execPath, [program, ...args, "--port", "0"], {
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = once(child, "close");
  const close = async (): Promise<void> => {
    child.kill();
    await closed;
  };
  try {
    const [, url = ""] = await waitForOutput(child, /listening on (http:\/\/\S+)/);
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The difference between the violations that Prism reports and the expected ones, if there is one. */
export function compareViolations(name: string, reported: readonly string[], expected: readonly string[]): string[] {
  return reported.join() === expected.join() ? [] : [`${name}: Prism reports [${reported.join(", ")}], expected [${expected.join(", ")}]`];
}

/** Violations that Prism reports for a response, as location and code: `response.body.state enum`. */
export function readViolations({ headers }: Response): string[] {
  const violations = JSON.parse(headers.get("sl-violations") ?? "[]") as { location: string[]; code: string }[];
  return violations.map(({ location, code }) => `${location.join(".")} ${code}`);
}

export interface RecordedCall {
  readonly status: number;
  readonly violations: readonly string[];
  /** The error that the client threw. */
  readonly error?: Json;
  readonly body?: unknown;
}

/** Creates a client that adds headers to its requests and records the last response of each call. */
export function createRecordingClient(
  { createClient }: ShippedPackage,
  options: Json,
  headers: Readonly<Record<string, string>> = {},
): { call(id: string, ...args: Parameters<Client[string]>): Promise<RecordedCall> } {
  let last: Response | undefined;
  const client = createClient({
    rateLimit: false,
    retry: false,
    validate: { request: "off", response: "error" },
    ...options,
    fetch: async (...args: Parameters<typeof fetch>) => {
      const request = new Request(...args);
      for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
      last = await fetch(request);
      return last;
    },
  });
  return {
    call: async (id, ...args) => {
      last = undefined;
      const method = client[id];
      if (method === undefined) throw new Error(`the client has no method ${id}`);
      const result = await method(...args).then(
        (body) => ({ body }),
        (error: unknown) => ({ error: error as Json }),
      );
      const response = last as Response | undefined;
      return { ...result, status: response?.status ?? 0, violations: response === undefined ? [] : readViolations(response) };
    },
  };
}

/** Options of a client that reaches a sandbox through Prism. */
export function clientOptions(prismUrl: string, { projectId, token }: Sandbox): Json {
  return { baseUrl: prismUrl, projectId, credentials: { token } };
}

/** Upstream server of Prism that forwards to a selectable sandbox or sends a canned response. */
export interface Upstream {
  readonly url: string;
  /** Forwards requests and responses to a server, byte for byte. */
  forwardTo(url: string): void;
  /** Sends this response to all requests. */
  respondWith(status: number, body: unknown): void;
  close(): Promise<void>;
}

/** Starts the upstream on 127.0.0.1, so that one Prism process serves all cases. */
export async function startUpstream(): Promise<Upstream> {
  let target: string | { readonly status: number; readonly text: string } | undefined;
  const server = createServer((incoming, outgoing) => {
    if (typeof target !== "string") {
      incoming.resume();
      const { status, text } = target ?? { status: 503, text: "{}" };
      outgoing.writeHead(status, { "content-type": "application/json" }).end(text);
      return;
    }
    const { method, headers, url } = incoming;
    const forwarded = request(new URL(url ?? "/", target), { method, headers: { ...headers, host: new URL(target).host } }, (response) => {
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  return {
    ...(await listen(server)),
    forwardTo: (url) => {
      target = url;
    },
    respondWith: (status, body) => {
      target = { status, text: JSON.stringify(body) };
    },
  };
}

/** Responses per operation that Prism generates from the schemas. */
const GENERATED_RESPONSES = 20;

/** Error classes of the client by status; other statuses use RateLimitError, see OTHER_STATUSES. */
const ERROR_CLASSES: Readonly<Record<string, string>> = {
  "400": "BadRequestError",
  "401": "AuthenticationError",
  "404": "NotFoundError",
  "500": "ServerError",
};

/** Statuses that only `default` describes. Its example has the error code of throttling, which determines the error class. */
const OTHER_STATUSES = ["403", "409", "429", "503"];

/** Violations that Prism reports for the examples of the contract. */
const KNOWN_VIOLATIONS: Readonly<Record<string, readonly string[]>> = {
  // The example of the API documentation has the state SUCCESS, which the contract defines as an alias of SUCCEED.
  "show2DDigitalHumanVideo, Prefer: code=200": ["response.body.state enum"],
  // The example has longer arrays than limitArrays allows.
  "listAssets, Prefer: code=200": [
    "response.body.assets maxItems",
    "response.body.assets.0.tags maxItems",
    "response.body.assets.1.tags maxItems",
  ],
};

/** Checks that the client accepts all responses of Prism's mock server, which only knows the contract. */
export async function checkPrismMock(modules: string, shipped: ShippedPackage): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), "mock-"));
  let prism: Prism | undefined;
  try {
    const document = join(folder, "openapi.json");
    writeFileSync(document, JSON.stringify(limitArrays(shipped.contract)));
    prism = await startPrism(modules, "mock", document);
    const options = {
      baseUrl: prism.url,
      projectId: "project",
      credentials: { token: "token" },
      validate: { request: "error", response: "error" },
    };
    const failures: string[] = [];
    let calls = 0;
    const expectStatus = async (operation: Operation, parameters: Json, prefer: string, expected: number): Promise<unknown> => {
      calls += 1;
      const { error, body, status, violations } = await createRecordingClient(shipped, options, { prefer }).call(operation.id, parameters);
      const title = `${operation.id}, Prefer: ${prefer}`;
      const isExpected =
        expected < 300
          ? error === undefined && status === expected
          : error?.status === expected &&
            error.name === (ERROR_CLASSES[expected] ?? "RateLimitError") &&
            typeof error.errorCode === "string";
      if (!isExpected) failures.push(`${title}: status ${status}; ${error === undefined ? "no error" : `${error.name}: ${error.message}`}`);
      failures.push(...compareViolations(title, violations, KNOWN_VIOLATIONS[title] ?? []));
      return body;
    };
    for (const operation of readOperations(shipped.contract)) {
      const parameters = { ...requiredParameters(operation), body: operation.bodies[0] };
      for (const body of operation.bodies) await expectStatus(operation, { ...allParameters(operation), body }, "code=200", 200);
      for (const status of [...operation.statuses, ...OTHER_STATUSES])
        if (status !== "200" && status !== "default") await expectStatus(operation, parameters, `code=${status}`, Number(status));
      const generated = new Set<unknown>();
      for (let seed = 0; seed < GENERATED_RESPONSES; seed++)
        generated.add(JSON.stringify(await expectStatus(operation, parameters, `code=200, dynamic=true, seed=${seed}`, 200)));
      if (generated.size === 1 && !generated.has(undefined))
        failures.push(`${operation.id}: Prism generates the same response for all seeds`);
    }
    return resultOf(
      failures,
      `${calls} responses accepted: documented examples, all errors, and ${GENERATED_RESPONSES} generated ones per operation`,
    );
  } finally {
    await prism?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Limits arrays to two items: Prism fills nested arrays up to `maxItems` and would run out of memory. */
function limitArrays(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(limitArrays);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, limitArrays(item)]));
  return copy.type === "array" ? { ...copy, maxItems: 2 } : copy;
}
