import { servers } from "../../../generated/operations.js";
import { canonicalRequest, createHashes, type SignableRequest, type SigningKey } from "../../auth/sdk-hmac-signer.js";
import type { Bytes } from "../../core/bytes.js";
import { isObject } from "../../core/json-equal.js";

/** A common mistake of signing code, with the canonical request that it produces. */
interface SigningMistake {
  readonly description: string;
  readonly lines: readonly string[];
  /** By default a line feed. */
  readonly lineSeparator?: string;
}

/**
 * Explains why a signature does not match. If a common mistake reproduces the received signature, names the mistake and the first
 * line of the canonical request that differs. Otherwise returns the expected canonical request, without secrets.
 */
export async function explainSignatureMismatch(
  request: SignableRequest,
  names: string,
  signature: string,
  key: SigningKey,
): Promise<string> {
  const expected = (await canonicalRequest(request)).split("\n");
  const date = request.headers["x-sdk-date"] ?? "";
  for (const { description, lines, lineSeparator } of await signingMistakes(request, names, expected)) {
    if ((await computeSignature(lines.join(lineSeparator ?? "\n"), date, key)) !== signature) continue;
    const index = expected.findIndex((line, at) => line !== lines[at]);
    if (index < 0) return description;
    return `${description}; line ${index + 1} of the canonical request: expected ${quote(expected[index])}, signed ${quote(lines[index])}`;
  }
  const masked = expected.map((line) => (line.startsWith("x-security-token:") ? "x-security-token:***" : line)).join("\n");
  return `no common signing mistake matches; check the secret key, and compare your canonical request with the expected one:\n${masked}`;
}

/** Lines of a canonical request: method, path, query, one line per header, an empty line, the signed header names, the body hash. */
async function signingMistakes(request: SignableRequest, names: string, expected: readonly string[]): Promise<SigningMistake[]> {
  const { method, url, headers, body } = request;
  const last = expected.length - 1;
  const mistakes: SigningMistake[] = [];
  const add = (description: string, changes: Readonly<Record<number, string>>): void => {
    const lines = expected.map((line, index) => changes[index] ?? line);
    if (lines.some((line, index) => line !== expected[index])) mistakes.push({ description, lines });
  };
  const path = expected[1] ?? "";
  const query = expected[2] ?? "";
  for (const [index, segment] of url.pathname.split("/").entries())
    if (segment !== "") add(`the signed path does not include the segment ${quote(segment)}`, { 1: removeSegment(path, index) });
  add("the signed path has no trailing slash", { 1: path.slice(0, -1) });
  add("the signed path is percent-encoded twice", { 1: path.replaceAll("%", "%25") });
  add("the signed path is not encoded according to RFC 3986", { 1: url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/` });
  add("the query is not signed", { 2: "" });
  for (const name of new Set(url.searchParams.keys()))
    add(`the query parameter ${name} is not signed`, { 2: removeParameter(query, name) });
  add("the signed query is neither sorted nor encoded according to RFC 3986", { 2: url.search.slice(1) });
  add("spaces in the signed query are encoded as + instead of %20", { 2: query.replaceAll("%20", "+") });
  add("the signed method is in lowercase", { 0: method.toLowerCase() });
  add("the body is not signed", { [last]: await hashes.sha256("") });
  add("the body is signed as UNSIGNED-PAYLOAD, but the request does not have the header that declares it", { [last]: "UNSIGNED-PAYLOAD" });
  for (const [description, text] of bodyVariants(body)) add(description, { [last]: await hashes.sha256(text) });
  const hostLine = expected.findIndex((line) => line.startsWith("host:"));
  for (const host of hostVariants(url))
    add(`the request is signed for the host ${host}, but was sent to ${url.host}`, hostLine < 0 ? {} : { [hostLine]: `host:${host}` });
  add("the signed host does not include the port", hostLine < 0 ? {} : { [hostLine]: `host:${url.hostname}` });
  add("the signed headers are not sorted by name", unsortedHeaderLines(names.split(";"), headers, last));
  const withoutEmptyLine = expected.filter((_, index) => index !== last - 2);
  mistakes.push({ description: "the empty line after the headers is missing", lines: withoutEmptyLine });
  mistakes.push({ description: "lines are separated by CR LF instead of LF", lines: expected, lineSeparator: "\r\n" });
  return mistakes;
}

/** Bodies that are likely to have been signed instead of the received one. */
function bodyVariants(body: Bytes | undefined): [description: string, text: string][] {
  const text = new TextDecoder().decode(body);
  const variants: [string, string][] = [
    ["the signed body ends with a line feed, the received body does not", `${text}\n`],
    ["the received body ends with whitespace that is not signed", text.trimEnd()],
  ];
  try {
    const value: unknown = JSON.parse(text);
    variants.push(["the signed body is the same JSON without whitespace", JSON.stringify(value)]);
    variants.push(["the signed body is the same JSON with indentation", JSON.stringify(value, null, 2)]);
    if (isObject(value))
      for (const name of Object.keys(value).slice(0, MAX_PROPERTIES_TRIED))
        variants.push([`the signed body does not include the property ${name}`, JSON.stringify({ ...value, [name]: undefined })]);
  } catch {
    // A body that is not JSON has no other serialization.
  }
  return variants;
}

/** Limits the cost, since each variant hashes the complete body. */
const MAX_PROPERTIES_TRIED = 50;

/** Other names of the loopback host, and the hosts of the service. */
function hostVariants({ hostname, port }: URL): string[] {
  const suffix = port === "" ? "" : `:${port}`;
  const loopback = LOOPBACK.includes(hostname) ? LOOPBACK.filter((name) => name !== hostname).map((name) => `${name}${suffix}`) : [];
  return [...loopback, ...Object.values(servers).map(({ url }) => new URL(url).host)];
}

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

function removeSegment(path: string, index: number): string {
  return path
    .split("/")
    .filter((_, at) => at !== index)
    .join("/");
}

/** Removes all values of a parameter from a canonical query. */
function removeParameter(query: string, name: string): string {
  const start = `${encodeURIComponent(name)}=`;
  return query
    .split("&")
    .filter((pair) => !pair.startsWith(start))
    .join("&");
}

/** The header lines and the list of names, in the order of the Authorization header. */
function unsortedHeaderLines(names: readonly string[], headers: SignableRequest["headers"], last: number): Record<number, string> {
  const lines = names.map((name, index) => [3 + index, `${name}:${(headers[name] ?? "").trim()}`]);
  return Object.fromEntries([...lines, [last - 1, names.join(";")]]);
}

const hashes = createHashes();

async function computeSignature(canonical: string, date: string, { hmac }: SigningKey): Promise<string> {
  return hmac(`SDK-HMAC-SHA256\n${date}\n${await hashes.sha256(canonical)}`);
}

function quote(line: string | undefined): string {
  return line === undefined ? "no such line" : JSON.stringify(line);
}
