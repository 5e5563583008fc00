import type { Bytes } from "../core/bytes.js";

/** What goes under a signature: exactly what is sent. */
export interface Signable {
  readonly method: string;
  readonly url: URL;
  /** Headers to be signed, `x-sdk-date` among them; names in any case. `Authorization` never stands here. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes of the body, as they travel. */
  readonly body?: Bytes;
}

/** A secret key made ready for Web Crypto. */
export interface SigningKey {
  readonly accessKey: string;
  readonly key: CryptoKey;
}

const algorithm = "SDK-HMAC-SHA256";
const emptyBodyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const utf8 = new TextEncoder();

/**
 * Signs a request with an access key (SDK-HMAC-SHA256, facts §4.1).
 *
 * @returns the value of the `Authorization` header
 */
export async function sign(request: Signable, key: SigningKey): Promise<string> {
  const text = await stringToSign(request);
  const signature = hex(await crypto.subtle.sign("HMAC", key.key, utf8.encode(text)));
  return `${algorithm} Access=${key.accessKey}, SignedHeaders=${signedHeaders(request.headers)}, Signature=${signature}`;
}

/** Imports a secret key; done once per key, since importing costs as much as signing. */
export async function importSigningKey(accessKey: string, secretKey: string): Promise<SigningKey> {
  const key = await crypto.subtle.importKey("raw", utf8.encode(secretKey), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return { accessKey, key };
}

/** The text whose HMAC is the signature. */
export async function stringToSign(request: Signable): Promise<string> {
  const hash = await sha256(utf8.encode(await canonicalRequest(request)));
  return `${algorithm}\n${headerValue(request.headers, "x-sdk-date")}\n${hash}`;
}

/** The request in the one spelling that both sides hash. */
export async function canonicalRequest(request: Signable): Promise<string> {
  const { method, url, headers, body } = request;
  const names = Object.keys(headers).sort(byLowerCase);
  let block = "";
  for (const name of names) block += `${name.toLowerCase()}:${(headers[name] ?? "").trim()}\n`;
  const hash = body === undefined || body.length === 0 ? emptyBodyHash : await sha256(body);
  return `${method}\n${canonicalPath(url.pathname)}\n${canonicalQuery(url.search)}\n${block}\n${signedHeaders(headers)}\n${hash}`;
}

/** The names of the signed headers, as they stand in `SignedHeaders=`. */
export function signedHeaders(headers: Readonly<Record<string, string>>): string {
  return Object.keys(headers).sort(byLowerCase).join(";").toLowerCase();
}

/** A moment as `X-Sdk-Date` writes it: `YYYYMMDDTHHMMSSZ`, UTC (Table 3). */
export function sdkDate(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** Each segment encoded by RFC 3986, a slash at the end. */
function canonicalPath(pathname: string): string {
  const path = pathname.split("/").map(decode).map(encode).join("/");
  return path.endsWith("/") ? path : `${path}/`;
}

/** Pairs sorted by name, then by value; an empty value keeps its `=`. */
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

/** A stray `%` stands for itself: the URL was accepted by the parser, so it is signed as it is. */
function decode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function headerValue(headers: Readonly<Record<string, string>>, expected: string): string {
  for (const name in headers) if (name.toLowerCase() === expected) return headers[name] ?? "";
  return "";
}

function byLowerCase(a: string, b: string): number {
  return compare(a.toLowerCase(), b.toLowerCase());
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function sha256(bytes: Bytes): Promise<string> {
  return hex(await crypto.subtle.digest("SHA-256", bytes));
}

const byteHex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hex(buffer: ArrayBuffer): string {
  let text = "";
  for (const byte of new Uint8Array(buffer)) text += byteHex[byte];
  return text;
}
