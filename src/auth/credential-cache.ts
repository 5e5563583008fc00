import { abortable } from "../core/abort.js";
import { type Redactor, redactCause } from "../core/redact.js";
import { CredentialsError, MetaStudioError } from "../errors.js";
import { type CredentialContext, type CredentialProvider, type Credentials, invalidCredentialsReason } from "./credentials.js";
import { rejectKeysInBrowser } from "./refuse-browser-keys.js";

/** The credentials of a client, static or from a provider. */
export interface CredentialCache {
  /** Returns valid credentials. Calls the provider if there are none, or if they expire within five minutes. */
  get(signal: AbortSignal | undefined): Promise<Credentials>;
  /** Returns newer credentials than the rejected ones, or the same object if there are none. */
  renew(rejected: Credentials, signal: AbortSignal | undefined): Promise<Credentials>;
}

/** Credentials are renewed this many milliseconds before they expire. */
const RENEW_BEFORE_EXPIRY_MS = 300_000;

/** Creates the cache for static credentials or a provider, and registers every secret with the redactor. */
export function createCredentialCache(
  credentialsOrProvider: Credentials | CredentialProvider,
  context: Omit<CredentialContext, "forceRefresh" | "signal">,
  redactor: Redactor,
  allowBrowserKeys: boolean,
): CredentialCache {
  if (typeof credentialsOrProvider !== "function") {
    registerSecrets(credentialsOrProvider, redactor);
    return { get: async () => credentialsOrProvider, renew: async () => credentialsOrProvider };
  }
  let current: Credentials | undefined;
  let pending: { result: Promise<Credentials>; waiting: number; controller: AbortController } | undefined;

  /** Joins the pending provider call, or starts one. The provider call is aborted when its last waiting caller has left. */
  const load = async (forceRefresh: boolean, signal: AbortSignal | undefined): Promise<Credentials> => {
    pending ??= startCall(forceRefresh);
    const joined = pending;
    joined.waiting += 1;
    try {
      return await abortable(joined.result, signal);
    } finally {
      joined.waiting -= 1;
      if (joined.waiting === 0) {
        if (pending === joined) pending = undefined;
        joined.controller.abort(signal?.reason ?? "no caller is waiting for the credentials");
      }
    }
  };
  const startCall = (forceRefresh: boolean): NonNullable<typeof pending> => {
    const controller = new AbortController();
    const result = callProvider(credentialsOrProvider, { ...context, forceRefresh, signal: controller.signal }, redactor).then(
      (credentials) => {
        if (!allowBrowserKeys) rejectKeysInBrowser(credentials);
        current = credentials;
        return credentials;
      },
    );
    result.catch(() => {});
    return { result, waiting: 0, controller };
  };

  return {
    async get(signal) {
      const now = context.clock.now();
      if (current !== undefined && now < (current.expiresAt ?? Number.POSITIVE_INFINITY) - RENEW_BEFORE_EXPIRY_MS) return current;
      try {
        return await load(false, signal);
      } catch (error) {
        // an error of the provider is ignored while the current credentials are still valid
        if (current === undefined || signal?.aborted || now >= (current.expiresAt ?? 0)) throw error;
        return current;
      }
    },
    async renew(rejected, signal) {
      return current !== undefined && current !== rejected ? current : load(true, signal);
    },
  };
}

async function callProvider(provider: CredentialProvider, context: CredentialContext, redactor: Redactor): Promise<Credentials> {
  let credentials: Credentials;
  try {
    credentials = await provider(context);
  } catch (error) {
    if (error instanceof MetaStudioError) throw error;
    throw new CredentialsError("The credential provider failed.", { cause: redactCause(error, redactor) });
  }
  const reason = invalidCredentialsReason(credentials);
  if (reason !== undefined) throw new CredentialsError(`The credential provider returned invalid credentials: ${reason}.`);
  registerSecrets(credentials, redactor);
  return credentials;
}

function registerSecrets(credentials: Credentials, redactor: Redactor): void {
  redactor.add(credentials.token);
  redactor.add(credentials.secretKey);
  redactor.add(credentials.securityToken);
}
