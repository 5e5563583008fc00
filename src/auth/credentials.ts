import type { Clock } from "../core/clock.js";

/** An access key pair; permanent, or temporary with a security token. */
export interface KeyCredentials {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Sent as `X-Security-Token`; only with temporary keys. */
  readonly securityToken?: string | undefined;
  /** End of validity, milliseconds since 1970. */
  readonly expiresAt?: number | undefined;
  readonly token?: never;
}

/** An IAM user token, sent as `X-Auth-Token` (Table 3); valid for 24 hours, in the region that gave it. */
export interface TokenCredentials {
  readonly token: string;
  /** End of validity, milliseconds since 1970. */
  readonly expiresAt?: number | undefined;
  readonly accessKey?: never;
  readonly secretKey?: never;
  readonly securityToken?: never;
}

export type Credentials = KeyCredentials | TokenCredentials;

/** What a provider is told. */
export interface CredentialContext {
  /** True when the service refused what the provider gave last: do not answer from a cache. */
  readonly forceRefresh: boolean;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The client's own `fetch`, clock and address, for providers that ask a service. */
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly baseUrl: string;
}

/** Gives credentials when asked; asked once at a time, and again five minutes before they expire. */
export type CredentialProvider = (context: CredentialContext) => Promise<Credentials>;

export function isKeyCredentials(credentials: Credentials): credentials is KeyCredentials {
  return typeof credentials.accessKey === "string";
}

/** What is wrong with credentials, by property; `undefined` when nothing is. Never holds a value. */
export function credentialsFault(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return `credentials are ${value === null ? "null" : typeof value}, not an object`;
  const given = Object.entries(value).filter(([, part]) => part !== undefined);
  const has = (name: string): boolean => given.some(([key]) => key === name);
  for (const [name, part] of given) {
    if (name === "expiresAt" ? !Number.isFinite(part) : secretNames.has(name) && !isPlainText(part)) {
      return name === "expiresAt"
        ? "expiresAt is not a number of milliseconds"
        : `${name} is not a text of printable characters without spaces`;
    }
  }
  if (has("token") && (has("accessKey") || has("secretKey"))) return "token contradicts accessKey and secretKey; give one of them";
  if (has("token")) return undefined;
  if (has("accessKey") && has("secretKey")) return undefined;
  if (has("accessKey")) return "secretKey is missing beside accessKey";
  return has("secretKey") ? "accessKey is missing beside secretKey" : "neither token nor accessKey and secretKey are given";
}

const secretNames = new Set(["token", "accessKey", "secretKey", "securityToken"]);

/** A line break or an accent in a key is a copying mistake, and would break out of its header. */
function isPlainText(part: unknown): boolean {
  return typeof part === "string" && /^[\x21-\x7e]+$/.test(part);
}

/**
 * A copy of credentials that shows `***` in `util.inspect` and JSON while its properties stay readable for the client.
 */
export function concealed<T extends Credentials>(credentials: T): T {
  const show = (): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(credentials).map(([name, part]) => [name, secretNames.has(name) && part !== undefined ? "***" : part]),
    );
  const copy = { ...credentials };
  Object.defineProperty(copy, "toJSON", { value: show });
  Object.defineProperty(copy, Symbol.for("nodejs.util.inspect.custom"), { value: show });
  return copy;
}
