import { type Duration, milliseconds } from "../duration.js";

/** Lifetime of an IAM token. Source: docs/sources.md. */
const TOKEN_LIFETIME_MS = milliseconds("24h");

/** The tokens that the sandbox accepts. */
export interface TokenStore {
  /** Adds a token that does not expire. */
  addPermanent(token: string, now: number): void;
  /** Adds a token that is valid for 24 hours, and returns its expiry time. */
  issue(token: string, now: number): number;
  /** Checks a token. With `expireAfter`, tokens issued before `since + expireAfter` expire at that time. */
  check(token: string, now: number, expireAfter?: Duration, since?: number): "valid" | "expired" | "unknown";
}

/** Creates an empty store. */
export function createTokenStore(): TokenStore {
  const tokens = new Map<string, { readonly issued: number; readonly expires: number }>();
  return {
    addPermanent: (token, now) => void tokens.set(token, { issued: now, expires: Number.POSITIVE_INFINITY }),
    issue: (token, now) => {
      tokens.set(token, { issued: now, expires: now + TOKEN_LIFETIME_MS });
      return now + TOKEN_LIFETIME_MS;
    },
    check: (token, now, expireAfter, since = 0) => {
      const known = tokens.get(token);
      if (known === undefined) return "unknown";
      const cutoff = expireAfter === undefined ? Number.POSITIVE_INFINITY : since + milliseconds(expireAfter);
      return now >= known.expires || (now >= cutoff && known.issued < cutoff) ? "expired" : "valid";
    },
  };
}
