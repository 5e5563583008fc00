import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { bundleForNode } from "../lib/bundle.js";
import { createRandom, pick, type Random, randomInteger } from "../lib/measure.js";
import { exactEstimate, printGoals, printTable } from "../lib/thresholds.js";

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

/** A random request, independent of the signer. */
interface RandomRequest {
  readonly method: string;
  readonly host: string;
  /** Unencoded path segments. */
  readonly segments: readonly string[];
  /** Unencoded names and values; names may repeat. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | undefined;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Whether the URL encodes a space in the query as `+`. */
  readonly encodesSpaceAsPlus: boolean;
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"];
const UNRESERVED = [..."-_.~"];
const NON_ASCII = [..."äÉß数字人一あ한ا\u00a0\u200d\u{1F600}\u{20BB7}\uFFFDé"];
/** Reserved characters, which must be encoded in a query. */
const RESERVED = [...":/?#[]@!$&'()*+,;=% \"<>\\^`{|}\t\n"];
/** Characters allowed in a segment and left unchanged by the legacy URL parser of Node, which the official signer uses. */
const SAFE_IN_SEGMENTS = [...":@!$&()*+,;="];

/** Creates a random request with non-ASCII and reserved characters, empty values, repeated names, bodies and all signed headers. */
function createRandomRequest(random: Random): RandomRequest {
  const text = (maxLength: number, ...sets: readonly (readonly string[])[]): string =>
    Array.from({ length: randomInteger(0, maxLength, random) }, () => pick(pick(sets, random), random)).join("");
  const value = (): string => text(12, LETTERS, UNRESERVED, NON_ASCII, RESERVED);
  // The legacy parser trims whitespace at the end of a URL.
  const segment = (): string =>
    `${pick(LETTERS, random)}${text(16, LETTERS, UNRESERVED, NON_ASCII, SAFE_IN_SEGMENTS)}${pick(LETTERS, random)}`;
  const chance = (probability: number): boolean => random() < probability;
  const names = Array.from({ length: randomInteger(0, 5, random) }, () => text(8, LETTERS, UNRESERVED, NON_ASCII, RESERVED));
  const query = names.flatMap((name) =>
    Array.from({ length: chance(0.3) ? randomInteger(2, 4, random) : 1 }, () => [name, value()] as const),
  );
  const method = pick(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"], random);
  const body =
    method !== "GET" && method !== "HEAD" && chance(0.7)
      ? { [value()]: value(), list: [randomInteger(0, 99, random), value(), null] }
      : undefined;
  return {
    method,
    host: pick(["metastudio.ap-southeast-3.myhuaweicloud.com", "127.0.0.1:8080", "localhost"], random),
    segments: Array.from({ length: randomInteger(0, 6, random) }, segment),
    query,
    headers: {
      "X-Sdk-Date": date(randomInteger(0, 4_000_000_000, random)),
      ...(chance(0.8) && { "X-Project-Id": text(32, LETTERS) }),
      ...(chance(0.3) && { "X-Security-Token": text(200, LETTERS, UNRESERVED, [..."+/="]) }),
      ...(body !== undefined && { "content-type": pick(["application/json", "application/json;charset=UTF-8"], random) }),
    },
    body,
    accessKey: `K${text(19, LETTERS)}`,
    secretKey: `S${text(40, LETTERS, NON_ASCII)}`,
    encodesSpaceAsPlus: chance(0.5),
  };
}

/** Converts a request for the signer of this package: the encoded URL and the body bytes. */
function toOurRequest({ host, segments, query, body, encodesSpaceAsPlus }: RandomRequest): {
  url: URL;
  bytes: Uint8Array | undefined;
} {
  const encode = (part: string): string =>
    encodesSpaceAsPlus ? encodeURIComponent(part).replaceAll("%20", "+") : encodeURIComponent(part);
  const search = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  const url = new URL(`https://${host}/${segments.map(encodeURIComponent).join("/")}${search === "" ? "" : `?${search}`}`);
  return { url, bytes: body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body)) };
}

/** Converts a request for the official signer: unencoded path and query, and the body as an object. */
function toOfficialRequest({ method, host, segments, query, headers, body }: RandomRequest): object {
  const values = new Map<string, string[]>();
  for (const [name, value] of query) values.set(name, [...(values.get(name) ?? []), value]);
  const queryParams = Object.fromEntries([...values].map(([name, list]) => [name, list.length === 1 ? list[0] : list]));
  return { method, endpoint: `https://${host}/${segments.join("/")}`, queryParams, headers: { ...headers }, data: body };
}

function date(second: number): string {
  return `${new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

process.exitCode = await main();
