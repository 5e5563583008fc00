import { createRedactor, redactCause } from "../core/redact.js";
import { ConnectionError, CredentialsError, RateLimitError, ServerError, TimeoutError } from "../errors.js";
import { attempt } from "../http/attempt.js";
import { retryAfterMs } from "../http/retry.js";
import { type CredentialProvider, concealed } from "./credentials.js";

/** Who asks IAM for a token (facts §4.3). */
export interface IamTokenOptions {
  /** Name of the IAM user. */
  readonly user: string;
  readonly password: string;
  /** Name of the account that the user belongs to. */
  readonly domain: string;
  /** Name of the project, which is the region's id unless you made your own; or its id. */
  readonly project: string | { readonly id: string };
  /** Address of IAM; by default that of the client's region, or its `baseUrl` on this machine. A token works only in the region that gave it. */
  readonly endpoint?: string;
}

/** Milliseconds that a token lives when IAM does not say. */
const day = 24 * 3_600_000;

/** Milliseconds that IAM is given. */
const patience = 30_000;

/**
 * A provider that gets user tokens from IAM (`POST /v3/auth/tokens`) and a new one before the old one ends. Rejects with
 * `CredentialsError` when IAM refuses; with `ConnectionError`, `TimeoutError`, `ServerError` or `RateLimitError` when it may yet.
 */
export function iamToken(options: IamTokenOptions): CredentialProvider {
  for (const name of ["user", "password", "domain", "project"] as const) {
    if (options[name] === undefined || options[name] === "")
      throw new CredentialsError(`iamToken: ${name} is missing.`, { tried: ["IAM"] });
  }
  const redactor = createRedactor();
  redactor.add(options.password);
  const body = new TextEncoder().encode(JSON.stringify(question(options)));
  return async ({ fetch, clock, baseUrl, signal }) => {
    const endpoint = options.endpoint ?? iamOf(baseUrl);
    const sending = { method: "POST", url: `${endpoint}/v3/auth/tokens`, headers: { "content-type": "application/json" }, body };
    const ending = await attempt(sending, fetch, clock, patience, signal);
    if ("timedOut" in ending) throw new TimeoutError(`IAM at ${endpoint} gave no answer in ${patience} ms.`, { timeoutMs: patience });
    if ("thrown" in ending) {
      throw new ConnectionError(`IAM at ${endpoint} could not be asked.`, { cause: redactCause(ending.thrown, redactor) });
    }
    const { response, status, text, requestId } = ending.answer;
    const token = response.headers.get("x-subject-token");
    if (status === 201 && token !== null) return concealed({ token, expiresAt: expiry(text) ?? clock.now() + day });
    const message = `IAM at ${endpoint} answered ${status || "with a redirect"}${token === null ? ", without a token" : ""}.`;
    // these pass by themselves, so whoever waits for a task goes on waiting
    if (status >= 500) throw new ServerError("server", message, { status, requestId });
    if (status === 429)
      throw new RateLimitError("rate-limit", message, { status, requestId, retryAfterMs: retryAfterMs(response.headers, clock.now()) });
    const hint = status === 401 ? "User, password or domain is wrong, or the user may not log in with a password." : undefined;
    throw new CredentialsError(message, { tried: [`IAM at ${endpoint}`], requestId, hint });
  };
}

/** The body, as Keystone wants it. */
function question({ user, password, domain, project }: IamTokenOptions): unknown {
  return {
    auth: {
      identity: { methods: ["password"], password: { user: { name: user, password, domain: { name: domain } } } },
      scope: { project: typeof project === "string" ? { name: project } : { id: project.id } },
    },
  };
}

/** IAM of the same region: its host differs in the first label only. Elsewhere (a gateway, this machine) the address itself. */
function iamOf(baseUrl: string): string {
  return new URL(baseUrl).origin.replace(/^https:\/\/metastudio\.(?=[a-z0-9-]+\.myhuaweicloud\.com$)/, "https://iam.");
}

function expiry(text: string): number | undefined {
  const at = /"expires_at"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  const moment = at === undefined ? Number.NaN : Date.parse(at);
  return Number.isNaN(moment) ? undefined : moment;
}
