import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { bundleForNode } from "../lib/bundle.js";
import { seeded } from "../lib/random.js";
import { exactly, printGoals, printTable } from "../lib/thresholds.js";
import { type Drawn, draw, official, spelled } from "./requests.js";

const COUNT = 1000;
const SEED = 1;

/** Our signer, as src/auth/sdk-hmac-signer.ts exports it. */
interface Ours {
  importSigningKey(accessKey: string, secretKey: string): Promise<unknown>;
  sign(request: object, key: unknown): Promise<string>;
}

/** The official core's signer. */
interface Official {
  readonly AKSKSigner: { sign(request: object, credential: { getAk(): string; getSk(): string }): { readonly Authorization: string } };
}

/** Signs the same random requests with both, and compares the whole `Authorization` header. */
async function main(): Promise<number> {
  const bundle = await bundleForNode("signature", 'export { importSigningKey, sign } from "../src/auth/sign.js";');
  const ours = (await import(pathToFileURL(bundle).href)) as Ours;
  const theirs = createRequire(import.meta.url)("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js") as Official;
  const both = async (request: Drawn): Promise<boolean> => (await signOurs(ours, request)) === signTheirs(theirs, request);

  const random = seeded(SEED);
  const requests = Array.from({ length: COUNT }, () => draw(random));
  const differing: Drawn[] = [];
  for (const request of requests) if (!(await both(request))) differing.push(request);

  printTable(
    ["what a request has", "how many"],
    Object.entries(KINDS).map(([name, has]) => [name, String(requests.filter(has).length)]),
  );
  for (const request of differing.slice(0, 3)) process.stdout.write(`${JSON.stringify(request)}\n`);
  const outside = await Promise.all(
    Object.entries(OUTSIDE).map(async ([why, request]) => [why, (await both(request)) ? "equal" : "different"]),
  );
  process.stdout.write("Not drawn, since the official signer signs something else than what it is given there:\n");
  printTable(["what", "signatures"], outside);
  printGoals([{ name: `of ${COUNT} random requests, signed differently`, value: exactly(differing.length), atMost: 0, unit: "requests" }]);
  return differing.length === 0 ? 0 : 1;
}

async function signOurs(ours: Ours, request: Drawn): Promise<string> {
  const { url, bytes } = spelled(request);
  const headers = { host: request.host, ...request.headers };
  const signable = { method: request.method, url, headers, ...(bytes && { body: bytes }) };
  return ours.sign(signable, await ours.importSigningKey(request.accessKey, request.secretKey));
}

function signTheirs({ AKSKSigner }: Official, request: Drawn): string {
  const credential = { getAk: () => request.accessKey, getSk: () => request.secretKey };
  return AKSKSigner.sign(official(request), credential).Authorization;
}

const texts = ({ segments, query }: Drawn): string => [...segments, ...query.flat()].join("");

const KINDS: Readonly<Record<string, (request: Drawn) => boolean>> = {
  "foreign characters": (request) => /[^\0-\x7f]/.test(texts(request)),
  "characters outside the first plane": (request) => /[\u{10000}-\u{10ffff}]/u.test(texts(request)),
  "reserved characters": (request) => /[^\w.~\-\x80-\u{10ffff}]/u.test(texts(request)),
  "an empty value": ({ query }) => query.some(([, value]) => value === ""),
  "a repeated name": ({ query }) => new Set(query.map(([name]) => name)).size < query.length,
  "no query": ({ query }) => query.length === 0,
  "a body": ({ body }) => body !== undefined,
  "a security token": ({ headers }) => headers["X-Security-Token"] !== undefined,
};

const plain: Drawn = {
  ...draw(seeded(SEED)),
  segments: ["v1"],
  query: [],
  body: undefined,
};

/** Each shown by one request, so that nothing is left out without need. */
const OUTSIDE: Readonly<Record<string, Drawn>> = {
  "a space, ', \", <, >, \\, ^, `, {, | or } in a segment: Node's old parser encodes it, and the signer encodes that again": {
    ...plain,
    segments: ["it's"],
  },
  "white space at the end of the path, a no-break space too: the old parser cuts it off": { ...plain, segments: ["a\u00a0"] },
  "a %, /, ? or # in a segment: it never encodes paths, so the request itself is another": { ...plain, segments: ["a?b"] },
  "a header value with spaces around it: it signs them, and no HTTP client sends them": {
    ...plain,
    headers: { ...plain.headers, "X-Project-Id": " p " },
  },
};

process.exitCode = await main();
