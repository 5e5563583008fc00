import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readContract } from "../../../scripts/codegen/model/contract.js";
import { readDocument } from "../../../scripts/codegen/parse/document.js";
import { createSandbox } from "../../../src/sandbox/index.js";
import { drawValue, errorRulesOf, locationsIn, type Mutation, mutationsOf, Random } from "./instances.js";

const COUNT = 200;
/** REQUESTS_SEED overrides the seed. The test name contains the seed, so that failures are reproducible. */
const SEED = Number(process.env.REQUESTS_SEED ?? 20251208);

const contract = readContract(
  readDocument("openapi.yaml", readFileSync(fileURLToPath(new URL("../../../openapi.yaml", import.meta.url)), "utf8")),
);
const node = contract.components.get("Create2DDigitalHumanVideoReq");
if (node === undefined) throw new Error("Create2DDigitalHumanVideoReq not actual");

const random = new Random(SEED);
const requests = Array.from({ length: COUNT }, () => drawValue(node, random));
const { fetch, projectId, token } = createSandbox({ throttle: false });

async function create(request: unknown): Promise<{ status: number; body: { job_id?: string; error_msg?: string } }> {
  const url = `https://metastudio.sandbox.invalid/v1/${projectId}/2d-digital-human-videos`;
  const headers = { "content-type": "application/json", "x-auth-token": token };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(request) });
  return { status: response.status, body: await response.json() };
}

/** Returns the paths in an error message. */
const reportedPaths = (message = ""): readonly string[] => [...new Set(message.match(/(?<=(?:Invalid parameter: |; ))\/[^:]*/g))];

describe(`${COUNT} random create requests (seed ${SEED})`, () => {
  test("accepts valid requests", async () => {
    const responses = await Promise.all(requests.map(async (request) => ({ request, ...(await create(request)) })));
    expect(responses.filter(({ status }) => status !== 200).slice(0, 2)).toEqual([]);
    expect(new Set(responses.map(({ body }) => body.job_id)).size).toBe(COUNT);
  });

  test("rejects requests with one violation, at the path of the violation only", async () => {
    const usage = new Map<string, number>();
    const mismatches: unknown[] = [];
    const check = async (mutated: unknown, { mutation, pointer }: Applied): Promise<void> => {
      for (const key of usageKeys(mutation)) usage.set(key, (usage.get(key) ?? 0) + 1);
      const { status, body } = await create(mutated);
      const actual = { status, at: reportedPaths(body.error_msg) };
      const expected = { status: 400, at: [pointer] };
      if (JSON.stringify(actual) !== JSON.stringify(expected))
        mismatches.push({ violates: mutation.violates, actual, expected, message: body.error_msg });
    };
    for (const request of requests) {
      const mutated = structuredClone(request);
      const applied = applyFirst(leastUsedFirst(mutationsOf(node, mutated, random), usage));
      if (applied === undefined) throw new Error("no mutation applies to this request");
      await check(mutated, applied);
    }
    const rules = new Set(requests.flatMap((request) => locationsIn(node, request)).flatMap((location) => errorRulesOf(location.node)));
    const kinds = ["type", "enum", "minimum", "maximum", "minLength", "maxLength", "maxItems", "required", ...rules];
    // Some kinds apply to few requests only.
    for (const kind of kinds.filter((name) => !usage.has(name))) {
      for (let draws = 0; draws < 5_000 && !usage.has(kind); draws++) {
        const mutated = drawValue(node, random);
        const applied = applyFirst(mutationsOf(node, mutated, random).filter(({ violates }) => violates === kind));
        if (applied !== undefined) await check(mutated, applied);
      }
      expect(usage.get(kind), `${kind} is not violated by any request`).toBeDefined();
    }
    expect(mismatches.slice(0, 3)).toEqual([]);
  });
});

interface Applied {
  readonly mutation: Mutation;
  /** Where the issue is expected. */
  readonly pointer: string;
}

const usageKeys = ({ violates, schema }: Mutation): readonly [string, string] => [violates, `${violates} ${schema}`];

function leastUsedFirst(mutations: readonly Mutation[], usage: ReadonlyMap<string, number>): readonly Mutation[] {
  const counts = (mutation: Mutation): readonly number[] => usageKeys(mutation).map((key) => usage.get(key) ?? 0);
  return mutations
    .map((mutation) => ({ mutation, counts: counts(mutation) }))
    .sort(({ counts: [kind = 0, place = 0] }, { counts: [otherKind = 0, otherPlace = 0] }) => place - otherPlace || kind - otherKind)
    .map(({ mutation }) => mutation);
}

/** Applies the first mutation that the request allows. */
function applyFirst(mutations: readonly Mutation[]): Applied | undefined {
  for (const mutation of mutations) {
    const pointer = mutation.apply();
    if (pointer !== undefined) return { mutation, pointer };
  }
  return undefined;
}
