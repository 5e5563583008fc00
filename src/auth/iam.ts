import { createRedactor, redactCause } from "../core/redact.js";
import { ConnectionError, CredentialsError, RateLimitError, ServerError, TimeoutError } from "../errors.js";
import { sendAttempt } from "../http/attempt.js";
import { parseRetryAfter } from "../http/retry.js";
import { type CredentialProvider, maskWhenInspected } from "./credentials.js";

/** Options of `iamToken`. */
export interface IamTokenOptions {
  /** Name of the IAM user. */
  readonly user: string;
  readonly password: string;
  /** Name of the account that the user belongs to. */
  readonly domain: string;
  /** Name or ID of the project. The default project of a region has the region's ID as its name. */
  readonly project: string | { readonly id: string };
  /**
   * Base URL of IAM. Defaults to IAM in the client's region, or to the client's `baseUrl`. A token is valid only in the region
   * that issued it.
   */
  readonly endpoint?: string | undefined;
}

/** Lifetime of a token if the response does not contain its expiration time. */
const DEFAULT_TOKEN_LIFETIME_MS = 24 * 3_600_000;

const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Creates a provider that requests user tokens from IAM (`POST /v3/auth/tokens`), and a new token before the current one expires.
 * The provider rejects with `CredentialsError` if IAM rejects the request, and with `ConnectionError`, `TimeoutError`,
 * `ServerError` or `RateLimitError` for failures that can be temporary.
 */
export function iamToken(options: IamTokenOptions): CredentialProvider {
  for (const name of ["user", "password", "domain", "project"] as const) {
    if (options[name] === undefined || options[name] === "")
      throw new CredentialsError(`iamToken: ${name} is missing.`, { tried: ["IAM"] });
  }
  const redactor = createRedactor();
  redactor.add(options.password);
  const body = new TextEncoder().encode(JSON.stringify(tokenRequestBody(options)));
  return async ({ fetch, clock, baseUrl, signal }) => {
    const endpoint = options.endpoint ?? iamEndpoint(baseUrl);
    const request = { method: "POST", url: `${endpoint}/v3/auth/tokens`, headers: { "content-type": "application/json" }, body };
    const result = await sendAttempt(request, fetch, clock, REQUEST_TIMEOUT_MS, signal);
    if ("timedOut" in result) {
      throw new TimeoutError(`IAM at ${endpoint} did not respond within ${REQUEST_TIMEOUT_MS} ms.`, { timeoutMs: REQUEST_TIMEOUT_MS });
    }
    if ("thrown" in result) {
      throw new ConnectionError(`IAM at ${endpoint} could not be reached.`, { cause: redactCause(result.thrown, redactor) });
    }
    const { response, status, text, requestId } = result.response;
    const token = response.headers.get("x-subject-token");
    if (status === 201 && token !== null) {
      return maskWhenInspected({ token, expiresAt: parseExpiration(text) ?? clock.now() + DEFAULT_TOKEN_LIFETIME_MS });
    }
    const message = `IAM at ${endpoint} responded with ${status || "a redirect"}${token === null ? " and no token" : ""}.`;
    // temporary failures have their own classes, so that waiting for a task continues
    if (status >= 500) throw new ServerError("server", message, { status, requestId });
    if (status === 429) {
      const retryAfterMs = parseRetryAfter(response.headers, clock.now());
      throw new RateLimitError("rate-limit", message, { status, requestId, retryAfterMs });
    }
    const hint = status === 401 ? "The user, password or domain is wrong, or the user may not log in with a password." : undefined;
    throw new CredentialsError(message, { tried: [`IAM at ${endpoint}`], requestId, hint });
  };
}

/** Builds the request body of the Keystone API. */
function tokenRequestBody({ user, password, domain, project }: IamTokenOptions): unknown {
  return {
    auth: {
      identity: { methods: ["password"], password: { user: { name: user, password, domain: { name: domain } } } },
      scope: { project: typeof project === "string" ? { name: project } : { id: project.id } },
    },
  };
}

/** Returns the IAM endpoint of the same region, which differs only in the first host label. Returns the origin of any other base URL. */
function iamEndpoint(baseUrl: string): string {
  return new URL(baseUrl).origin.replace(/^https:\/\/metastudio\.(?=[a-z0-9-]+\.myhuaweicloud\.com$)/, "https://iam.");
}

function parseExpiration(text: string): number | undefined {
  const expiresAt = /"expires_at"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  const time = expiresAt === undefined ? Number.NaN : Date.parse(expiresAt);
  return Number.isNaN(time) ? undefined : time;
}
