import type { KeyCredentials } from "../../auth/credentials.js";
import { importSigningKey, type SigningKey } from "../../auth/sdk-hmac-signer.js";
import { milliseconds } from "../duration.js";

/** Consecutive failures that a key may have; one more locks it. Source: docs/sources.md. */
const MAX_FAILURES = 5;
const LOCKOUT_MS = milliseconds("5m");

/** The access keys that the sandbox accepts, with their failed attempts. */
export interface KeyStore {
  /** Returns the signing key of an access key, and the security token that must accompany it. */
  find(accessKey: string): { readonly signing: SigningKey; readonly securityToken: string | undefined } | undefined;
  /** Returns the time at which the lock of a key ends, or `undefined` if the key is not locked. */
  lockedUntil(accessKey: string, now: number): number | undefined;
  recordAttempt(accessKey: string, success: boolean, now: number): void;
}

/** Creates a store that contains one key. */
export function createKeyStore(credentials: KeyCredentials): KeyStore {
  const failures = new Map<string, number>();
  const locks = new Map<string, number>();
  const signing = importSigningKey(credentials.accessKey, credentials.secretKey);
  return {
    find: (accessKey) => (accessKey === credentials.accessKey ? { signing, securityToken: credentials.securityToken } : undefined),
    lockedUntil: (accessKey, now) => {
      const until = locks.get(accessKey);
      return until !== undefined && now < until ? until : undefined;
    },
    recordAttempt: (accessKey, success, now) => {
      const count = success ? 0 : (failures.get(accessKey) ?? 0) + 1;
      failures.set(accessKey, count > MAX_FAILURES ? 0 : count);
      if (count > MAX_FAILURES) locks.set(accessKey, now + LOCKOUT_MS);
    },
  };
}
