import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readContract } from "../../../scripts/codegen/model/contract.js";
import { readDocument } from "../../../scripts/codegen/parse/document.js";
import { createSandbox } from "../../../src/sandbox/index.js";
import { Dice } from "./instances.js";
import { drawn, errorRulesOf, placesOf } from "./requests-draw.js";
import { type Fault, faultsOf } from "./requests-spoil.js";

const COUNT = 200;
/** Another one in REQUESTS_SEED draws other requests; a failure names the one it was. */
const SEED = Number(process.env.REQUESTS_SEED ?? 20251208);

const contract = readContract(
  readDocument("openapi.yaml", readFileSync(fileURLToPath(new URL("../../../openapi.yaml", import.meta.url)), "utf8")),
);
const node = contract.components.get("Create2DDigitalHumanVideoReq");
if (node === undefined) throw new Error("the contract has no request to create a video");

const dice = new Dice(SEED);
const requests = Array.from({ length: COUNT }, () => drawn(node, dice));
const { fetch, projectId, token } = createSandbox({ throttle: false });

async function create(request: unknown): Promise<{ status: number; body: { job_id?: string; error_msg?: string } }> {
  const url = `https://metastudio.sandbox.invalid/v1/${projectId}/2d-digital-human-videos`;
  const headers = { "content-type": "application/json", "x-auth-token": token };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(request) });
  return { status: response.status, body: await response.json() };
}

/** The places that an answer blames. */
const blamed = (message = ""): readonly string[] => [...new Set(message.match(/(?<=(?:Invalid parameter: |; ))\/[^:]*/g))];

describe(`${COUNT} requests for a video, drawn from the contract with seed ${SEED}`, () => {
  test("each is accepted", async () => {
    const answers = await Promise.all(requests.map(async (request) => ({ request, ...(await create(request)) })));
    expect(answers.filter(({ status }) => status !== 200).slice(0, 2)).toEqual([]);
    expect(new Set(answers.map(({ body }) => body.job_id)).size).toBe(COUNT);
  });

  test("each with one fault is refused at that fault and nowhere else", async () => {
    const given = new Map<string, number>();
    const wrong = [];
    for (const [i, request] of requests.entries()) {
      const spoiled = structuredClone(request);
      const { fault, pointer } = rarest(faultsOf(node, spoiled, dice), given);
      const { status, body } = await create(spoiled);
      const found = { status, at: blamed(body.error_msg) };
      const expected = { status: 400, at: [pointer] };
      if (JSON.stringify(found) !== JSON.stringify(expected))
        wrong.push({ i, breaks: fault.breaks, found, expected, message: body.error_msg });
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    const rules = new Set(requests.flatMap((request) => placesOf(node, request)).flatMap((place) => errorRulesOf(place.node)));
    const kinds = ["type", "enum", "minimum", "maximum", "minLength", "maxLength", "maxItems", "required", ...rules];
    expect(
      kinds.filter((kind) => !given.has(kind)),
      "was never broken",
    ).toEqual([]);
  });
});

/** Gives the request the fault that was given least so far. */
function rarest(faults: readonly Fault[], given: Map<string, number>): { fault: Fault; pointer: string } {
  const count = (key: string): number => given.get(key) ?? 0;
  const order = (a: Fault, b: Fault): number =>
    count(`${a.breaks} ${a.schema}`) - count(`${b.breaks} ${b.schema}`) || count(a.breaks) - count(b.breaks);
  for (const fault of [...faults].sort(order)) {
    const pointer = fault.apply();
    if (pointer === undefined) continue;
    for (const key of [fault.breaks, `${fault.breaks} ${fault.schema}`]) given.set(key, count(key) + 1);
    return { fault, pointer };
  }
  throw new Error("this request has no place that can be wrong");
}
