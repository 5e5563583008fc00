import type { Clock } from "../core/clock.js";
import type { Redactor } from "../core/redact.js";
import { ConfigurationError } from "../errors.js";

/** An access key pair, either permanent or temporary with a security token. */
export interface KeyCredentials {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Security token of a temporary access key, sent as `X-Security-Token`. */
  readonly securityToken?: string | undefined;
  /** Expiration time in milliseconds since 1970. */
  readonly expiresAt?: number | undefined;
  readonly token?: never;
}

/** An IAM user token, sent as `X-Auth-Token` (Table 3). It is valid for 24 hours in the region that issued it. */
export interface TokenCredentials {
  readonly token: string;
  /** Expiration time in milliseconds since 1970. */
  readonly expiresAt?: number | undefined;
  readonly accessKey?: never;
  readonly secretKey?: never;
  readonly securityToken?: never;
}

/** An access key, or an IAM token. */
export type Credentials = KeyCredentials | TokenCredentials;

/** The argument of a credential provider. */
export interface CredentialContext {
  /** True if the service rejected the last credentials; the provider must not return cached ones. */
  readonly forceRefresh: boolean;
  /** Aborted when no call is waiting for the credentials any longer. */
  readonly signal: AbortSignal;
  /** The client's `fetch`, clock and base URL, for providers that call a service. */
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly baseUrl: string;
}

/** Returns credentials. The client never calls a provider concurrently, and calls it again five minutes before the credentials expire. */
export type CredentialProvider = (context: CredentialContext) => Promise<Credentials>;

export function isKeyCredentials(credentials: Credentials): credentials is KeyCredentials {
  return typeof credentials.accessKey === "string";
}

/**
 * Returns why credentials are invalid, or `undefined` if they are valid. The reason never contains their values; `names` replaces the
 * names of properties.
 */
export function invalidCredentialsReason(value: unknown, names: Readonly<Record<string, string>> = {}): string | undefined {
  return reasonOf(value)?.replace(/\b(accessKey|secretKey|securityToken|token)\b/g, (name) => names[name] ?? name);
}

function reasonOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null)
    return `credentials must be an object, received ${value === null ? "null" : typeof value}`;
  const entries = Object.entries(value).filter(([, property]) => property !== undefined);
  const has = (name: string): boolean => entries.some(([key]) => key === name);
  for (const [name, property] of entries) {
    if (name === "expiresAt" && !Number.isFinite(property)) return "expiresAt must be a number of milliseconds";
    if (SECRET_PROPERTIES.has(name) && !isHeaderSafe(property)) return `${name} must consist of printable ASCII characters without spaces`;
  }
  if (has("token") && (has("accessKey") || has("secretKey"))) return "token cannot be combined with accessKey and secretKey";
  if (has("token")) return undefined;
  if (has("accessKey") && has("secretKey")) return undefined;
  if (has("accessKey")) return "secretKey is required together with accessKey";
  return has("secretKey") ? "accessKey is required together with secretKey" : "token, or accessKey and secretKey, must be set";
}

/** Registers the secrets, so that nothing prints them. An access key alone is not secret. */
export function registerSecrets({ token, secretKey, securityToken }: Credentials, redactor: Redactor): void {
  for (const secret of [token, secretKey, securityToken]) redactor.add(secret);
}

const SECRET_PROPERTIES = new Set(["token", "accessKey", "secretKey", "securityToken"]);

/** Rejects line breaks and non-ASCII characters: they are copy errors and not allowed in a header. */
function isHeaderSafe(value: unknown): boolean {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
}

/** Copies credentials so that `util.inspect` and JSON show `***`, while the properties stay readable for the client. */
export function maskWhenInspected<T extends Credentials>(credentials: T): T {
  const mask = (): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(credentials).map(([name, value]) => [name, SECRET_PROPERTIES.has(name) && value !== undefined ? "***" : value]),
    );
  const copy = { ...credentials };
  Object.defineProperty(copy, "toJSON", { value: mask });
  Object.defineProperty(copy, Symbol.for("nodejs.util.inspect.custom"), { value: mask });
  return copy;
}

/** Whether the code runs in a browser page or in a web worker. */
export function isBrowser(): boolean {
  return "document" in globalThis || ("WorkerGlobalScope" in globalThis && "importScripts" in globalThis && !("Deno" in globalThis));
}

/** Throws for an access key in a browser, where every visitor of the page can read it. */
export function rejectKeysInBrowser(credentials: Credentials): void {
  if (!isBrowser() || !isKeyCredentials(credentials)) return;
  throw new ConfigurationError(
    "Access keys in a browser are visible to every visitor of the page. Use a short-lived token, or set dangerouslyAllowBrowser: true to accept the risk.",
    { options: ["credentials", "dangerouslyAllowBrowser"] },
  );
}
