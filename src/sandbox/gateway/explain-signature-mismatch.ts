import { servers } from "../../../generated/operations.js";
import { canonicalRequest, type Signable, type SigningKey } from "../../auth/sdk-hmac-signer.js";
import type { Bytes } from "../../core/bytes.js";
import { isRecord } from "../response.js";

/** A slip that people make when they sign by hand, and the canonical request that comes of it. */
interface SigningMistake {
  readonly what: string;
  readonly lines: readonly string[];
  /** What stands between the lines. */
  readonly end?: string;
}

/**
 * Says why a signature is not the right one: tries the usual slips, and when one of them gives exactly the signature that
 * came, names it and shows both lines. Else it shows the canonical request that the sandbox computed, without secrets.
 */
export async function explainSignature(request: Signable, names: string, signature: string, key: SigningKey): Promise<string> {
  const right = (await canonicalRequest(request)).split("\n");
  const date = request.headers["x-sdk-date"] ?? "";
  for (const { what, lines, end } of await slipsOf(request, names, right)) {
    if ((await signatureOf(lines.join(end ?? "\n"), date, key)) !== signature) continue;
    const at = right.findIndex((line, index) => line !== lines[index]);
    const shown = at < 0 ? "" : `; line ${at + 1} of the canonical request is ${quote(right[at])}, signed was ${quote(lines[at])}`;
    return `${what}${shown}`;
  }
  const computed = right.map((line) => (line.startsWith("x-security-token:") ? "x-security-token:***" : line)).join("\n");
  return `no usual slip explains it: compare the secret key, and your canonical request with the one computed here:\n${computed}`;
}

/** Lines of a canonical request: method, path, query, one per header, an empty one, the signed names, the body's hash. */
async function slipsOf(request: Signable, names: string, right: readonly string[]): Promise<SigningMistake[]> {
  const { method, url, headers, body } = request;
  const last = right.length - 1;
  const slips: SigningMistake[] = [];
  const add = (what: string, changes: Readonly<Record<number, string>>): void => {
    const lines = right.map((line, index) => changes[index] ?? line);
    if (lines.some((line, index) => line !== right[index])) slips.push({ what, lines });
  };
  const path = right[1] ?? "";
  const query = right[2] ?? "";
  for (const [index, segment] of url.pathname.split("/").entries())
    if (segment !== "") add(`the signed path lacks the segment ${quote(segment)}`, { 1: without(path, index) });
  add("the path lacks the slash at its end", { 1: path.slice(0, -1) });
  add("the path is encoded twice", { 1: path.replaceAll("%", "%25") });
  add("the path is not encoded by RFC 3986", { 1: url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/` });
  add("the query is not signed", { 2: "" });
  for (const name of new Set(url.searchParams.keys())) add(`the parameter ${name} is not signed`, { 2: withoutParameter(query, name) });
  add("the query is neither sorted nor encoded by RFC 3986", { 2: url.search.slice(1) });
  add("a space in the query is written + instead of %20", { 2: query.replaceAll("%20", "+") });
  add("the method is in lower case", { 0: method.toLowerCase() });
  add("the body is not signed", { [last]: await sha256("") });
  add("the body is declared unsigned, without the header that says so", { [last]: "UNSIGNED-PAYLOAD" });
  for (const [what, text] of otherBodies(body)) add(what, { [last]: await sha256(text) });
  const hostLine = right.findIndex((line) => line.startsWith("host:"));
  for (const host of otherHosts(url))
    add(`it is signed for the host ${host}, and came to ${url.host}`, hostLine < 0 ? {} : { [hostLine]: `host:${host}` });
  add("the port of the host is not signed", hostLine < 0 ? {} : { [hostLine]: `host:${url.hostname}` });
  add("the signed headers are not sorted", inOrder(names.split(";"), headers, last));
  slips.push({ what: "the empty line after the headers is missing", lines: right.filter((_, index) => index !== last - 2) });
  slips.push({ what: "the lines end with CR LF instead of LF", lines: right, end: "\r\n" });
  return slips;
}

/** Texts that are the same JSON as the body, but not the same bytes. */
function otherBodies(body: Bytes | undefined): [what: string, text: string][] {
  const text = new TextDecoder().decode(body);
  const others: [string, string][] = [
    ["the signed body ends with a line feed that did not come", `${text}\n`],
    ["the body that came ends with white space that was not signed", text.trimEnd()],
  ];
  try {
    const value: unknown = JSON.parse(text);
    others.push(["the signed body is the same JSON without spaces", JSON.stringify(value)]);
    others.push(["the signed body is the same JSON, indented", JSON.stringify(value, null, 2)]);
    if (isRecord(value))
      for (const name of Object.keys(value).slice(0, TRIED))
        others.push([`the signed body lacks ${name}`, JSON.stringify({ ...value, [name]: undefined })]);
  } catch {
    // Not JSON: there is no other way to write it.
  }
  return others;
}

/** Properties of a body that are tried; each costs a hash of the whole. */
const TRIED = 50;

/** Other names of this machine, and the hosts of the service itself. */
function otherHosts({ hostname, port }: URL): string[] {
  const suffix = port === "" ? "" : `:${port}`;
  const own = LOOPBACK.includes(hostname) ? LOOPBACK.filter((name) => name !== hostname).map((name) => `${name}${suffix}`) : [];
  return [...own, ...Object.values(servers).map(({ url }) => new URL(url).host)];
}

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** A path without the segment at an index. */
function without(path: string, index: number): string {
  return path
    .split("/")
    .filter((_, at) => at !== index)
    .join("/");
}

/** A canonical query without a parameter, all of its values. */
function withoutParameter(query: string, name: string): string {
  const start = `${encodeURIComponent(name)}=`;
  return query
    .split("&")
    .filter((pair) => !pair.startsWith(start))
    .join("&");
}

/** The header lines and the list of names in the order in which they were sent. */
function inOrder(names: readonly string[], headers: Signable["headers"], last: number): Record<number, string> {
  const lines = names.map((name, index) => [3 + index, `${name}:${(headers[name] ?? "").trim()}`]);
  return Object.fromEntries([...lines, [last - 1, names.join(";")]]);
}

async function signatureOf(canonical: string, date: string, { key }: SigningKey): Promise<string> {
  const text = `SDK-HMAC-SHA256\n${date}\n${await sha256(canonical)}`;
  return hex(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text)));
}

async function sha256(text: string): Promise<string> {
  return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function quote(line: string | undefined): string {
  return line === undefined ? "missing" : JSON.stringify(line);
}
