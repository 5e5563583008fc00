import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StepResult } from "../../scripts/task-runner.js";
import { complete, type Operation, operationsOf, required } from "./operations.js";
import type { Json, Shipped } from "./package.js";
import { type Prism, startPrism } from "./prism.js";
import { type Outcome, watched } from "./recording-client.js";
import { verdictOf } from "./result.js";

/** Answers that Prism makes up from the schemas, for each operation. */
const DRAWN = 20;

/** The client's errors by status. */
const ERRORS: Readonly<Record<string, string>> = {
  "400": "BadRequestError",
  "401": "AuthenticationError",
  "404": "NotFoundError",
  "500": "ServerError",
};

/** Statuses that only `default` describes: its example is of throttling, and the code in it decides. */
const OTHERS = ["403", "409", "429", "503"];

/** What Prism finds fault with in the contract's own examples. */
const QUIRKS: Readonly<Record<string, { readonly findings: readonly string[]; readonly why: string }>> = {
  "show2DDigitalHumanVideo, Prefer: code=200": {
    findings: ["response.body.state enum"],
    why: "the page's own example says SUCCESS, which the contract knows as an alias of SUCCEED",
  },
};

/** Prism's own server, made of the contract alone, satisfies the client, whose checks of answers refuse what they find fault with. */
export async function mock(modules: string, ours: Shipped): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), "mock-"));
  let prism: Prism | undefined;
  try {
    const document = join(folder, "openapi.json");
    writeFileSync(document, JSON.stringify(withShortLists(ours.contract)));
    prism = await startPrism(modules, "mock", document);
    const { url } = prism;
    const ask = (operation: Operation, parameters: Json, prefer: string): Promise<Outcome> => {
      const headers = { prefer };
      const options = {
        baseUrl: url,
        projectId: "project",
        credentials: { token: "token" },
        validate: { request: "error", response: "error" },
      };
      return watched(ours, options, headers).call(operation.id, parameters);
    };
    const faults: string[] = [];
    let asked = 0;
    const expect = async (operation: Operation, parameters: Json, prefer: string, status: number): Promise<unknown> => {
      asked += 1;
      const { error, body, status: found, findings } = await ask(operation, parameters, prefer);
      const title = `${operation.id}, Prefer: ${prefer}`;
      const right =
        status < 300
          ? error === undefined && found === status
          : error?.status === status && error.name === (ERRORS[status] ?? "RateLimitError") && typeof error.errorCode === "string";
      if (!right) faults.push(`${title}: answered ${found}; ${error === undefined ? "no error" : `${error.name}: ${error.message}`}`);
      const quirk = QUIRKS[title]?.findings ?? [];
      if (findings.join() !== quirk.join()) faults.push(`${title}: Prism says [${findings.join(", ")}], expected [${quirk.join(", ")}]`);
      return body;
    };
    for (const operation of operationsOf(ours.contract)) {
      const least = { ...required(operation), body: operation.bodies[0] };
      for (const body of operation.bodies) await expect(operation, { ...complete(operation), body }, "code=200", 200);
      for (const status of [...operation.responses, ...OTHERS])
        if (status !== "200" && status !== "default") await expect(operation, least, `code=${status}`, Number(status));
      const drawn = new Set<unknown>();
      for (let seed = 0; seed < DRAWN; seed++)
        drawn.add(JSON.stringify(await expect(operation, least, `code=200, dynamic=true, seed=${seed}`, 200)));
      if (drawn.size === 1 && !drawn.has(undefined)) faults.push(`${operation.id}: Prism makes up one answer only`);
    }
    const note = `${asked} answers taken: documented, of every error, and ${DRAWN} made up for each operation`;
    return verdictOf(faults, note);
  } finally {
    await prism?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Prism makes up fills lists within lists to their limit, and runs out of memory: in its copy of the contract they are short. */
function withShortLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withShortLists);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withShortLists(item)]));
  return copy.type === "array" ? { ...copy, maxItems: 2 } : copy;
}
