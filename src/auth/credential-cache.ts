import { abortable } from "../core/abort.js";
import { type Redactor, redactCause } from "../core/redact.js";
import { CredentialsError, MetaStudioError } from "../errors.js";
import { type CredentialContext, type CredentialProvider, type Credentials, credentialsFault } from "./credentials.js";
import { refuseKeysInBrowser } from "./refuse-browser-keys.js";

/** The client's credentials, wherever they come from. */
export interface CredentialSource {
  /** What is valid now; asks the provider when there is nothing, or less than five minutes of it. */
  get(signal: AbortSignal | undefined): Promise<Credentials>;
  /** Something newer than what was refused; the same object again when there is nothing newer. */
  renew(refused: Credentials, signal: AbortSignal | undefined): Promise<Credentials>;
}

/** Milliseconds before the end of validity at which credentials are renewed. */
const margin = 300_000;

/** Static credentials or a provider behind one door. Every secret that passes is made known to the redactor. */
export function createSource(
  given: Credentials | CredentialProvider,
  context: Omit<CredentialContext, "forceRefresh" | "signal">,
  redactor: Redactor,
  keysInBrowser: boolean,
): CredentialSource {
  if (typeof given !== "function") {
    know(given, redactor);
    return { get: async () => given, renew: async () => given };
  }
  let current: Credentials | undefined;
  let asking: { answer: Promise<Credentials>; waiting: number; controller: AbortController } | undefined;

  const ask = async (forceRefresh: boolean, signal: AbortSignal | undefined): Promise<Credentials> => {
    asking ??= start(forceRefresh);
    const mine = asking;
    mine.waiting += 1;
    try {
      return await abortable(mine.answer, signal);
    } finally {
      mine.waiting -= 1;
      if (mine.waiting === 0) {
        if (asking === mine) asking = undefined;
        mine.controller.abort(signal?.reason ?? "nobody waits");
      }
    }
  };
  const start = (forceRefresh: boolean): NonNullable<typeof asking> => {
    const controller = new AbortController();
    const answer = call(given, { ...context, forceRefresh, signal: controller.signal }, redactor).then((credentials) => {
      if (!keysInBrowser) refuseKeysInBrowser(credentials);
      current = credentials;
      return credentials;
    });
    answer.catch(() => {});
    return { answer, waiting: 0, controller };
  };

  return {
    async get(signal) {
      const now = context.clock.now();
      if (current !== undefined && now < (current.expiresAt ?? Number.POSITIVE_INFINITY) - margin) return current;
      try {
        return await ask(false, signal);
      } catch (error) {
        // a provider that is down does not matter yet while the old ones are still good
        if (current === undefined || signal?.aborted || now >= (current.expiresAt ?? 0)) throw error;
        return current;
      }
    },
    async renew(refused, signal) {
      return current !== undefined && current !== refused ? current : ask(true, signal);
    },
  };
}

async function call(provider: CredentialProvider, context: CredentialContext, redactor: Redactor): Promise<Credentials> {
  let credentials: Credentials;
  try {
    credentials = await provider(context);
  } catch (error) {
    if (error instanceof MetaStudioError) throw error;
    throw new CredentialsError("The credential provider failed.", { cause: redactCause(error, redactor) });
  }
  const fault = credentialsFault(credentials);
  if (fault !== undefined) throw new CredentialsError(`The credential provider gave something unusable: ${fault}.`);
  know(credentials, redactor);
  return credentials;
}

function know(credentials: Credentials, redactor: Redactor): void {
  redactor.add(credentials.token);
  redactor.add(credentials.secretKey);
  redactor.add(credentials.securityToken);
}
