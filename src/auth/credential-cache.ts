import { abortable } from "../core/abort.js";
import { settleWithin } from "../core/clock.js";
import { type Redactor, redactCause } from "../core/redact.js";
import { CredentialsError, MetaStudioError, TimeoutError } from "../errors.js";
import {
  type CredentialContext,
  type CredentialProvider,
  type Credentials,
  invalidCredentialsReason,
  registerSecrets,
  rejectKeysInBrowser,
} from "./credentials.js";

/** The credentials of a client, static or from a provider. `deadlineAt` is on the monotonic clock. */
export interface CredentialCache {
  /** Returns the credentials if they need not be renewed. */
  current(): Credentials | undefined;
  /** Returns valid credentials. Calls the provider if there are none, or if they expire soon. */
  get(signal: AbortSignal | undefined, deadlineAt?: number): Promise<Credentials>;
  /** Returns newer credentials than the rejected ones, or the same object if there are none. */
  renew(rejected: Credentials, signal: AbortSignal | undefined, deadlineAt?: number): Promise<Credentials>;
}

/** Credentials are renewed this many milliseconds before they expire, or after half of a shorter lifetime. */
const RENEW_BEFORE_EXPIRY_MS = 300_000;

/** Milliseconds after which a provider is called again if it failed, or if its credentials have no lifetime left. */
const RENEW_AGAIN_MS = 30_000;

/** A provider that calls a service has its own, shorter timeout, such as 30 s for IAM. */
const PROVIDER_TIMEOUT_MS = 60_000;

/** Creates the cache for static credentials or a provider, and registers the secrets of a provider with the redactor. */
export function createCredentialCache(
  credentialsOrProvider: Credentials | CredentialProvider,
  context: Omit<CredentialContext, "forceRefresh" | "signal">,
  redactor: Redactor,
  allowBrowserKeys: boolean,
): CredentialCache {
  if (typeof credentialsOrProvider !== "function") {
    return { current: () => credentialsOrProvider, get: async () => credentialsOrProvider, renew: async () => credentialsOrProvider };
  }
  let current: Credentials | undefined;
  let renewAt = Number.NEGATIVE_INFINITY;
  const { clock } = context;
  let pending: { result: Promise<Credentials>; waiting: number; controller: AbortController } | undefined;

  /** Joins the pending provider call, or starts one. The provider call is aborted when its last waiting caller has left. */
  const load = async (
    forceRefresh: boolean,
    signal: AbortSignal | undefined,
    deadlineAt = Number.POSITIVE_INFINITY,
  ): Promise<Credentials> => {
    pending ??= startCall(forceRefresh);
    const joined = pending;
    joined.waiting += 1;
    const timeoutMs = Math.min(Math.max(MIN_WAIT_MS, deadlineAt - clock.monotonic()), PROVIDER_TIMEOUT_MS);
    try {
      const outcome = await settleWithin(abortable(joined.result, signal), clock, timeoutMs);
      if (outcome !== "timed out") return outcome;
      const message = `The credential provider did not respond within ${Math.round(timeoutMs)} ms.`;
      throw new TimeoutError(message, { timeoutMs, attempts: 0 });
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
        const lifetime = (credentials.expiresAt ?? Number.POSITIVE_INFINITY) - clock.now();
        renewAt = clock.now() + (lifetime > 0 ? Math.max(lifetime - RENEW_BEFORE_EXPIRY_MS, lifetime / 2) : RENEW_AGAIN_MS);
        return credentials;
      },
    );
    result.catch(() => {});
    return { result, waiting: 0, controller };
  };

  const valid = (): Credentials | undefined => (clock.now() < renewAt ? current : undefined);
  return {
    current: valid,
    async get(signal, deadlineAt) {
      const credentials = valid();
      if (credentials !== undefined) return credentials;
      try {
        return await load(false, signal, deadlineAt);
      } catch (error) {
        const expiresAt = current?.expiresAt ?? Number.NEGATIVE_INFINITY;
        // an error of the provider is ignored while the current credentials are still valid
        if (current === undefined || signal?.aborted || clock.now() >= expiresAt) throw error;
        renewAt = Math.min(expiresAt, clock.now() + RENEW_AGAIN_MS);
        return current;
      }
    },
    async renew(rejected, signal, deadlineAt) {
      return current !== undefined && current !== rejected ? current : load(true, signal, deadlineAt);
    },
  };
}

/** A call at its deadline, such as the last poll of a wait, still waits this long for its credentials. */
const MIN_WAIT_MS = 1_000;

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
