import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StepResult } from "../../scripts/task-runner.js";
import { allParameters, type Json, type Operation, readOperations, requiredParameters, resultOf, type ShippedPackage } from "./package.js";
import { createRecordingClient, type Prism, startPrism } from "./prism.js";

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
      const known = KNOWN_VIOLATIONS[title] ?? [];
      if (violations.join() !== known.join())
        failures.push(`${title}: Prism reports [${violations.join(", ")}], expected [${known.join(", ")}]`);
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
