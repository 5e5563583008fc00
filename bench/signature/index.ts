import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { bundleForNode } from "../lib/bundle.js";
import { createRandom } from "../lib/measure.js";
import { exactEstimate, printGoals, printTable } from "../lib/thresholds.js";
import { createRandomRequest, type RandomRequest, toOfficialRequest, toOurRequest } from "./requests.js";

const COUNT = 1000;
const SEED = 1;

/** The signer of this package, src/auth/sdk-hmac-signer.ts. */
interface Ours {
  importSigningKey(accessKey: string, secretKey: string): Promise<unknown>;
  sign(request: object, key: unknown): Promise<string>;
}

/** The official core's signer. */
interface Official {
  readonly AKSKSigner: { sign(request: object, credential: { getAk(): string; getSk(): string }): { readonly Authorization: string } };
}

/** Signs the same random requests with both signers and compares the complete `Authorization` header. */
async function main(): Promise<number> {
  const bundle = await bundleForNode("signature", 'export { importSigningKey, sign } from "../src/auth/sdk-hmac-signer.js";');
  const ours = (await import(pathToFileURL(bundle).href)) as Ours;
  const theirs = createRequire(import.meta.url)("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js") as Official;
  const signaturesEqual = async (request: RandomRequest): Promise<boolean> =>
    (await signOurs(ours, request)) === signTheirs(theirs, request);

  const random = createRandom(SEED);
  const requests = Array.from({ length: COUNT }, () => createRandomRequest(random));
  const differing: RandomRequest[] = [];
  for (const request of requests) if (!(await signaturesEqual(request))) differing.push(request);

  printTable(
    ["request feature", "count"],
    Object.entries(FEATURES).map(([name, has]) => [name, String(requests.filter(has).length)]),
  );
  for (const request of differing.slice(0, 3)) process.stdout.write(`${JSON.stringify(request)}\n`);
  printGoals([
    { name: `${COUNT} random requests with different signatures`, value: exactEstimate(differing.length), atMost: 0, unit: "requests" },
  ]);
  return differing.length === 0 ? 0 : 1;
}

async function signOurs(ours: Ours, request: RandomRequest): Promise<string> {
  const { url, bytes } = toOurRequest(request);
  const headers = { host: request.host, ...request.headers };
  const signable = { method: request.method, url, headers, ...(bytes && { body: bytes }) };
  return ours.sign(signable, await ours.importSigningKey(request.accessKey, request.secretKey));
}

function signTheirs({ AKSKSigner }: Official, request: RandomRequest): string {
  const credential = { getAk: () => request.accessKey, getSk: () => request.secretKey };
  return AKSKSigner.sign(toOfficialRequest(request), credential).Authorization;
}

const texts = ({ segments, query }: RandomRequest): string => [...segments, ...query.flat()].join("");

const FEATURES: Readonly<Record<string, (request: RandomRequest) => boolean>> = {
  "non-ASCII characters": (request) => /[^\0-\x7f]/.test(texts(request)),
  "characters outside the Basic Multilingual Plane": (request) => /[\u{10000}-\u{10ffff}]/u.test(texts(request)),
  "reserved characters": (request) => /[^\w.~\-\x80-\u{10ffff}]/u.test(texts(request)),
  "empty value": ({ query }) => query.some(([, value]) => value === ""),
  "repeated name": ({ query }) => new Set(query.map(([name]) => name)).size < query.length,
  "no query": ({ query }) => query.length === 0,
  body: ({ body }) => body !== undefined,
  "security token": ({ headers }) => headers["X-Security-Token"] !== undefined,
};

process.exitCode = await main();
