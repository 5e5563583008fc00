import { constants } from "../../generated/constraints.js";
import { abortable } from "../core/abort.js";
import type { Bytes } from "../core/bytes.js";
import type { Clock } from "../core/clock.js";
import { ValidationError } from "../errors.js";
import type { CredentialSource } from "./credential-cache.js";
import { type Credentials, isKeyCredentials } from "./credentials.js";
import type { Signable, SigningKey } from "./sdk-hmac-signer.js";

/** Names of the headers that carry authentication, as the contract's security schemes spell them. */
export interface AuthHeaders {
  readonly token: string;
  readonly authorization: string;
  readonly date: string;
  readonly project: string;
  readonly securityToken: string;
}

/** A request before it is authenticated; `headers` are those that are signed beside our own. */
export interface Unsigned {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Bytes | undefined;
}

/** The right to send one attempt. */
export interface Pass {
  /** Headers to be added to the request. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the answer's status said; must be called once, `undefined` when there was no answer. Gives true for: send it again, now. */
  settle(answer: { readonly status: number; readonly date: string | null } | undefined, failure?: Error): Promise<boolean>;
}

/** The passes of one call. */
export interface Passes {
  /** Waits until a request may be tried at all; `pass` does so too. */
  enter(): Promise<void>;
  pass(request: Unsigned): Promise<Pass>;
  /** Must be called when the call is over, however it went: others may be waiting for it. */
  end(): void;
}

/** Lets attempts through, authenticated; one per client. */
export interface Authority {
  /** Milliseconds since 1970 as the service counts them. */
  now(): number;
  /** Milliseconds by which `now` may be wrong for a request that the service accepts. */
  doubt(): number;
  /** Begins a call: at most one new signature for a wrong clock and one renewal of credentials belong to it. */
  begin(signal: AbortSignal | undefined): Passes;
}

type Signing = typeof import("./sdk-hmac-signer.js");

/** The gateway allows 15 minutes between its clock and the signature's; a minute is left for the way. */
const tolerance = 14 * 60_000;

/** How many answers tell the time together: one of them that is wrong misleads nobody. */
const heeded = 5;

/** Statuses that come from before authentication or say nothing about it. */
const unproven = new Set([401, 407, 408, 425, 429]);

/**
 * Six failed signatures lock a key for five minutes (facts §4.1), so nothing is tried blindly: until one answer has
 * proved the key, one request goes ahead and the rest wait for it, and share its fate when the key is refused.
 */
export function createAuthority(source: CredentialSource, clock: Clock, names: AuthHeaders, projectId: string | undefined): Authority {
  let offset = 0;
  const learned: number[] = [];
  let proven: string | undefined;
  let probe: Promise<Error | undefined> | undefined;
  let signing: Signing | undefined;
  let imported: { credentials: Credentials; key: Promise<SigningKey> } | undefined;

  const signingKey = (credentials: Credentials, signing: Signing): Promise<SigningKey> => {
    if (imported?.credentials !== credentials) {
      imported = { credentials, key: signing.importSigningKey(credentials.accessKey ?? "", credentials.secretKey ?? "") };
    }
    return imported.key;
  };
  const learn = (date: string | null, refused: boolean): void => {
    const theirs = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(theirs)) return;
    // refused for the time it had: what was known before is worth nothing
    if (refused) learned.length = 0;
    learned.push(theirs - clock.now());
    if (learned.length > heeded) learned.shift();
    offset = middle(learned);
  };
  /** Credentials, and for a key that is not proven the sole right to try it. */
  const enter = async (signal: AbortSignal | undefined): Promise<{ credentials: Credentials; leave?: (failure?: Error) => void }> => {
    for (;;) {
      const credentials = await source.get(signal);
      if (!isKeyCredentials(credentials) || credentials.accessKey === proven) return { credentials };
      if (probe === undefined) {
        let leave: (failure?: Error) => void = () => {};
        probe = new Promise((resolve) => {
          leave = (failure) => {
            probe = undefined;
            resolve(failure);
          };
        });
        return { credentials, leave };
      }
      const failure = await abortable(probe, signal);
      if (failure !== undefined) throw failure;
    }
  };
  const headersFor = async (credentials: Credentials, request: Unsigned, at: number): Promise<Record<string, string>> => {
    if (!isKeyCredentials(credentials)) return { [names.token]: credentials.token };
    refuseLarge(request.body);
    // a file of its own: whoever has a token does not pay for signing
    signing ??= await import("./sdk-hmac-signer.js");
    const own: Record<string, string> = { [names.date]: signing.sdkDate(at) };
    if (projectId !== undefined) own[names.project] = projectId;
    if (credentials.securityToken !== undefined) own[names.securityToken] = credentials.securityToken;
    const signable: Signable = {
      method: request.method,
      url: request.url,
      headers: { ...request.headers, ...own, host: request.url.host },
      ...(request.body !== undefined && { body: request.body }),
    };
    own[names.authorization] = await signing.sign(signable, await signingKey(credentials, signing));
    return own;
  };

  return {
    now: () => clock.now() + offset,
    doubt: () => (learned.length > 0 ? 60_000 : tolerance + 120_000),
    begin(signal) {
      let held: Awaited<ReturnType<typeof enter>> | undefined;
      let signedAnew = false;
      let renewed = false;
      const leave = (failure?: Error): void => {
        held?.leave?.(failure);
        held = undefined;
      };
      return {
        end: () => leave(),
        async enter() {
          held ??= await enter(signal);
        },
        async pass(request) {
          held ??= await enter(signal);
          const { credentials } = held;
          const at = clock.now() + offset;
          const headers = await abortable(headersFor(credentials, request, at), signal);
          return {
            headers,
            async settle(answer, failure) {
              if (answer !== undefined) learn(answer.date, answer.status === 401);
              if (answer?.status !== 401) {
                if (answer !== undefined && answer.status < 500 && !unproven.has(answer.status)) proven = credentials.accessKey ?? proven;
                leave();
                return false;
              }
              if (proven === credentials.accessKey) proven = undefined;
              if (isKeyCredentials(credentials) && !signedAnew && Math.abs(clock.now() + offset - at) > tolerance) {
                signedAnew = true;
                return true;
              }
              if (!renewed) {
                renewed = true;
                const newer = await source.renew(credentials, signal);
                if (newer !== credentials && !sameSecret(newer, credentials)) {
                  held = { ...held, credentials: newer };
                  return true;
                }
              }
              leave(failure);
              return false;
            },
          };
        },
      };
    },
  };
}

/** The gateway does not sign for more (facts §4.1); refused here, it costs no upload and no failed signature. */
function refuseLarge(body: Bytes | undefined): void {
  const { signedBodyBytes: most } = constants;
  if (body === undefined || body.length <= most) return;
  const message = `the body has ${body.length} bytes, but a signed request takes ${most}`;
  throw new ValidationError(`Nothing was sent: ${message}.`, {
    issues: [
      {
        code: "length",
        path: "",
        keyword: "x-constants",
        message,
        received: `${body.length} bytes`,
        expected: `at most ${most} bytes`,
        severity: "error",
        source: "x-constants: signedBodyBytes",
      },
    ],
    hint: "Authenticate with a token instead of keys, for example credentials: iamToken({ … }); or make the request smaller.",
  });
}

/** The middle one, of two the smaller: a task is rather looked for too far back than not far enough. */
function middle(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[(numbers.length - 1) >> 1] ?? 0;
}

function sameSecret(a: Credentials, b: Credentials): boolean {
  return a.token === b.token && a.accessKey === b.accessKey && a.secretKey === b.secretKey && a.securityToken === b.securityToken;
}
