import { type Duration, milliseconds } from "../duration.js";

/** How long a token of IAM lives (facts §4.3). */
const LIFETIME = milliseconds("24h");

/** The tokens that the sandbox takes. */
export interface TokenStore {
  /** Takes a token that never expires by itself. */
  admit(token: string, now: number): void;
  /** Takes a new token for 24 hours, and says when it expires. */
  issue(token: string, now: number): number;
  /** Whether a token is good; those issued before `diesAfter` had gone by since `since` are not good from then on. */
  judge(token: string, now: number, diesAfter?: Duration, since?: number): "valid" | "expired" | "unknown";
}

/** An empty store. */
export function createTokenStore(): TokenStore {
  const tokens = new Map<string, { readonly issued: number; readonly expires: number }>();
  return {
    admit: (token, now) => void tokens.set(token, { issued: now, expires: Number.POSITIVE_INFINITY }),
    issue: (token, now) => {
      tokens.set(token, { issued: now, expires: now + LIFETIME });
      return now + LIFETIME;
    },
    judge: (token, now, diesAfter, since = 0) => {
      const known = tokens.get(token);
      if (known === undefined) return "unknown";
      const cut = diesAfter === undefined ? Number.POSITIVE_INFINITY : since + milliseconds(diesAfter);
      return now >= known.expires || (now >= cut && known.issued < cut) ? "expired" : "valid";
    },
  };
}
