import type { KeyCredentials } from "../../auth/credentials.js";
import { importSigningKey, type SigningKey } from "../../auth/sdk-hmac-signer.js";
import { milliseconds } from "../duration.js";

/** How many failures in a row a key is forgiven, and how long it is locked after one more (facts §4.1). */
const FORGIVEN = 5;
const LOCK = milliseconds("5m");

/** The keys that the sandbox takes, and how often each has failed lately. */
export interface KeyRing {
  /** A key ready to sign with, and the token that has to come with it. */
  find(accessKey: string): Promise<{ readonly signing: SigningKey; readonly securityToken: string | undefined } | undefined>;
  /** Until when a key is locked, if it is. */
  lockedUntil(accessKey: string, now: number): number | undefined;
  /** Takes note of a failure or a success. */
  note(accessKey: string, success: boolean, now: number): void;
}

/** A ring with one key on it. */
export function createKeyRing(pair: KeyCredentials): KeyRing {
  const failures = new Map<string, number>();
  const locks = new Map<string, number>();
  let signing: Promise<SigningKey> | undefined;
  return {
    find: async (accessKey) => {
      if (accessKey !== pair.accessKey) return undefined;
      signing ??= importSigningKey(pair.accessKey, pair.secretKey);
      return { signing: await signing, securityToken: pair.securityToken };
    },
    lockedUntil: (accessKey, now) => {
      const until = locks.get(accessKey);
      return until !== undefined && now < until ? until : undefined;
    },
    note: (accessKey, success, now) => {
      const count = success ? 0 : (failures.get(accessKey) ?? 0) + 1;
      failures.set(accessKey, count > FORGIVEN ? 0 : count);
      if (count > FORGIVEN) locks.set(accessKey, now + LOCK);
    },
  };
}
