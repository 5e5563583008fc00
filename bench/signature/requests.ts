import { between, pick, type Random } from "../lib/random.js";

/** A request before it is spelled for either side. */
export interface Drawn {
  readonly method: string;
  readonly host: string;
  /** Raw, one per segment. */
  readonly segments: readonly string[];
  /** Raw names and values; a name may stand several times. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | undefined;
  readonly accessKey: string;
  readonly secretKey: string;
  /** How a URL spells a space in its query. */
  readonly plus: boolean;
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"];
const UNRESERVED = [..."-_.~"];
const FOREIGN = [..."äÉß数字人一あ한ا\u00a0\u200d\u{1F600}\u{20BB7}\uFFFDé"];
/** What means something in a query, and must not there. */
const RESERVED = [...":/?#[]@!$&'()*+,;=% \"<>\\^`{|}\t\n"];
/** What a segment may hold and Node's old URL parser, which the official signer asks, leaves as it is. */
const IN_SEGMENTS = [...":@!$&()*+,;="];

/** A request drawn at random: foreign characters, empty values, repeated names, reserved characters, bodies, every signed header. */
export function draw(random: Random): Drawn {
  const text = (most: number, ...sets: readonly (readonly string[])[]): string =>
    Array.from({ length: between(0, most, random) }, () => pick(pick(sets, random), random)).join("");
  const value = (): string => text(12, LETTERS, UNRESERVED, FOREIGN, RESERVED);
  // The old parser cuts white space off the end of an address.
  const segment = (): string => `${pick(LETTERS, random)}${text(16, LETTERS, UNRESERVED, FOREIGN, IN_SEGMENTS)}${pick(LETTERS, random)}`;
  const maybe = (share: number): boolean => random() < share;
  const names = Array.from({ length: between(0, 5, random) }, () => text(8, LETTERS, UNRESERVED, FOREIGN, RESERVED));
  const query = names.flatMap((name) => Array.from({ length: maybe(0.3) ? between(2, 4, random) : 1 }, () => [name, value()] as const));
  const method = pick(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"], random);
  const body =
    method !== "GET" && method !== "HEAD" && maybe(0.7) ? { [value()]: value(), list: [between(0, 99, random), value(), null] } : undefined;
  return {
    method,
    host: pick(["metastudio.ap-southeast-3.myhuaweicloud.com", "127.0.0.1:8080", "localhost"], random),
    segments: Array.from({ length: between(0, 6, random) }, segment),
    query,
    headers: {
      "X-Sdk-Date": date(between(0, 4_000_000_000, random)),
      ...(maybe(0.8) && { "X-Project-Id": text(32, LETTERS) }),
      ...(maybe(0.3) && { "X-Security-Token": text(200, LETTERS, UNRESERVED, [..."+/="]) }),
      ...(body !== undefined && { "content-type": pick(["application/json", "application/json;charset=UTF-8"], random) }),
    },
    body,
    accessKey: `K${text(19, LETTERS)}`,
    secretKey: `S${text(40, LETTERS, FOREIGN)}`,
    plus: maybe(0.5),
  };
}

/** The request as our signer takes it: the URL and the bytes that travel. */
export function spelled({ host, segments, query, body, plus }: Drawn): { url: URL; bytes: Uint8Array | undefined } {
  const encode = (part: string): string => (plus ? encodeURIComponent(part).replaceAll("%20", "+") : encodeURIComponent(part));
  const search = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  const url = new URL(`https://${host}/${segments.map(encodeURIComponent).join("/")}${search === "" ? "" : `?${search}`}`);
  return { url, bytes: body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body)) };
}

/** The request as the official signer takes it: path and query raw, the body as an object that it turns into JSON itself. */
export function official({ method, host, segments, query, headers, body }: Drawn): object {
  const values = new Map<string, string[]>();
  for (const [name, value] of query) values.set(name, [...(values.get(name) ?? []), value]);
  const queryParams = Object.fromEntries([...values].map(([name, list]) => [name, list.length === 1 ? list[0] : list]));
  return { method, endpoint: `https://${host}/${segments.join("/")}`, queryParams, headers: { ...headers }, data: body };
}

function date(second: number): string {
  return `${new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
