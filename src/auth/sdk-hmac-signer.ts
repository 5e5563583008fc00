import type { Bytes } from "../core/bytes.js";
import { builtinModule, type Crypto } from "../core/node-modules.js";

/** A request to sign, exactly as it is sent. */
export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  /** Headers to sign, including `x-sdk-date` and excluding `Authorization`. The case of the names does not matter. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as sent. */
  readonly body?: Bytes;
}

/** An access key with the HMAC function of its secret key. */
export interface SigningKey {
  readonly accessKey: string;
  readonly hmac: ReturnType<Hashes["hmac"]>;
}

const ALGORITHM = "SDK-HMAC-SHA256";
const EMPTY_BODY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/**
 * Signs a request with an access key (SDK-HMAC-SHA256; see docs/sources.md).
 *
 * @returns the value of the `Authorization` header
 */
export async function sign(request: SignableRequest, key: SigningKey, hashes = defaultHashes): Promise<string> {
  const canonical = await canonicalRequest(request, hashes);
  const text = `${ALGORITHM}\n${headerValue(request.headers, "x-sdk-date")}\n${await hashes.sha256(canonical)}`;
  const signature = await key.hmac(text);
  return `${ALGORITHM} Access=${key.accessKey}, SignedHeaders=${signedHeaders(request.headers)}, Signature=${signature}`;
}

/** Prepares a secret key for signing. */
export function importSigningKey(accessKey: string, secretKey: string, hashes = defaultHashes): SigningKey {
  return { accessKey, hmac: hashes.hmac(secretKey) };
}

/** Builds the canonical request, which the client and the gateway hash. */
export async function canonicalRequest(request: SignableRequest, hashes = defaultHashes): Promise<string> {
  const { method, url, headers, body } = request;
  const hash = body === undefined || body.length === 0 ? EMPTY_BODY_HASH : await hashes.sha256(body);
  const names = Object.keys(headers).sort(byLowerCase);
  let block = "";
  for (const name of names) block += `${name.toLowerCase()}:${(headers[name] ?? "").trim()}\n`;
  return `${method}\n${canonicalPath(url.pathname)}\n${canonicalQuery(url.search)}\n${block}\n${names.join(";").toLowerCase()}\n${hash}`;
}

/** Formats the names of the signed headers for `SignedHeaders=`. */
function signedHeaders(headers: Readonly<Record<string, string>>): string {
  return Object.keys(headers).sort(byLowerCase).join(";").toLowerCase();
}

/** Formats a time for `X-Sdk-Date`: `YYYYMMDDTHHMMSSZ` in UTC (Table 3). */
export function sdkDate(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** A path that encoding does not change. */
const UNRESERVED_PATH = /^[\w.~/-]*$/;

/** Encodes each segment (RFC 3986) and adds a trailing slash. */
function canonicalPath(pathname: string): string {
  const path = UNRESERVED_PATH.test(pathname) ? pathname : pathname.split("/").map(decode).map(encode).join("/");
  return path.endsWith("/") ? path : `${path}/`;
}

/** Sorts the pairs by name, then by value. An empty value keeps its `=`. */
function canonicalQuery(search: string): string {
  if (search.length < 2) return "";
  const pairs: [string, string][] = [];
  for (const pair of search.slice(1).split("&")) {
    if (pair === "") continue;
    const at = pair.indexOf("=");
    const name = at < 0 ? pair : pair.slice(0, at);
    const value = at < 0 ? "" : pair.slice(at + 1);
    pairs.push([decode(name.replaceAll("+", " ")), decode(value.replaceAll("+", " "))]);
  }
  pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

/** Percent-encodes everything but `A-Z a-z 0-9 - _ . ~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Decodes a component. An invalid percent sequence is kept, because the URL parser accepts it too. */
function decode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function headerValue(headers: Readonly<Record<string, string>>, lowerCaseName: string): string {
  for (const name in headers) if (name.toLowerCase() === lowerCaseName) return headers[name] ?? "";
  return "";
}

function byLowerCase(a: string, b: string): number {
  return compare(a.toLowerCase(), b.toLowerCase());
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The hash functions of a signature. Results are lower-case hexadecimal text. */
export interface Hashes {
  sha256(data: Bytes | string): string | Promise<string>;
  /** Returns the HMAC-SHA256 function of a key. */
  hmac(secretKey: string): (text: string) => string | Promise<string>;
}

/**
 * Creates the hash functions: of Node if the runtime has them, because each call of Web Crypto costs a change of threads, which takes
 * longer than hashing a request.
 */
export function createHashes(crypto: Crypto | null | undefined = builtinModule<Crypto>("node:crypto")): Hashes {
  return crypto ? nodeHashes(crypto) : webCryptoHashes;
}

const nodeHashes = (crypto: Crypto): Hashes => ({
  sha256: (data) => crypto.createHash("sha256").update(data).digest("hex"),
  hmac: (secretKey) => (text) => crypto.createHmac("sha256", secretKey).update(text).digest("hex"),
});

const utf8 = new TextEncoder();

const webCryptoHashes: Hashes = {
  sha256: async (data) => hex(await crypto.subtle.digest("SHA-256", typeof data === "string" ? utf8.encode(data) : data)),
  hmac(secretKey) {
    // imported once, because importing takes as long as signing
    const key = crypto.subtle.importKey("raw", utf8.encode(secretKey), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return async (text) => hex(await crypto.subtle.sign("HMAC", await key, utf8.encode(text)));
  },
};

const defaultHashes = createHashes();

function hex(buffer: ArrayBuffer): string {
  let text = "";
  for (const byte of new Uint8Array(buffer)) text += byte.toString(16).padStart(2, "0");
  return text;
}
