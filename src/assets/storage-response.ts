import { statusVerdict, type Verdict } from "../http/retry.js";

/** What is known of the file when its store is asked for the rest of it. */
export interface Known {
  /** The first byte that is still expected. */
  readonly offset: number;
  /** Bytes in all. */
  readonly size: number | undefined;
  /** The strong entity tag of an earlier answer. */
  readonly etag: string | undefined;
  /** Whether parts were asked for. */
  readonly ranged: boolean;
}

/** What an answer of the store comes to. */
export type Reply =
  /** Bytes from `start` on, which is at most the byte that was expected. */
  | {
      readonly kind: "bytes";
      readonly start: number;
      readonly size: number | undefined;
      readonly etag: string | undefined;
      readonly plain: boolean;
    }
  /** All bytes have been handed out already. */
  | { readonly kind: "complete" }
  /** The link is no good, or no longer. */
  | { readonly kind: "refused" }
  /** Ask again after a pause; `whole`: without a range. */
  | {
      readonly kind: "again";
      readonly verdict: Verdict;
      readonly fault: "interrupted" | "size";
      readonly why: string;
      readonly whole?: boolean;
    }
  /** The same question would have the same answer. */
  | { readonly kind: "never"; readonly fault: "refused" | "size" | "changed"; readonly why: string };

/** Judges an answer that is no redirect, by its status and headers alone. */
export function judgeStore(status: number, headers: Headers, known: Known): Reply {
  if (status === 200 || status === 206) return judgeBytes(status, headers, known);
  if (status === 416) return judgeUnsatisfied(headers, known);
  const verdict = statusVerdict(status);
  if (verdict === "throttled" || verdict === "transient")
    return { kind: "again", verdict, fault: "interrupted", why: `answered ${status}` };
  // expired, not signed for this, gone: a new link may tell another story
  if (status >= 400 && status < 500) return { kind: "refused" };
  return { kind: "never", fault: "refused", why: `answered ${status}` };
}

function judgeBytes(status: number, headers: Headers, known: Known): Reply {
  const { offset } = known;
  const range = status === 206 ? contentRange(headers) : undefined;
  // a store that knows no ranges begins anew; what has been handed out is passed over
  const start = status === 200 ? 0 : range?.start;
  if (start === undefined || start > offset)
    return {
      kind: "again",
      verdict: "transient",
      fault: "interrupted",
      why: `gave bytes from ${start ?? "nowhere"} on, expected from ${offset}`,
      whole: true,
    };
  const coding = headers.get("content-encoding") ?? "";
  const plain = coding === "" || coding === "identity";
  const length = plain ? wholeNumber(headers.get("content-length")) : undefined;
  const size = plain ? (range?.size ?? (status === 200 ? length : undefined)) : undefined;
  if (size !== undefined && known.size !== undefined && size !== known.size)
    return { kind: "again", verdict: "transient", fault: "size", why: `has a file of ${size} bytes, announced were ${known.size}` };
  const etag = strong(headers.get("etag"));
  if (known.etag !== undefined && etag !== undefined && etag !== known.etag)
    return { kind: "never", fault: "changed", why: "has another file behind the link than before" };
  return { kind: "bytes", start, size, etag, plain };
}

/** 416: there is nothing from that byte on. */
function judgeUnsatisfied(headers: Headers, known: Known): Reply {
  if (!known.ranged) return { kind: "never", fault: "refused", why: "answered 416 to a question without a range" };
  const size = wholeNumber(/^bytes \*\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1]);
  if (size === undefined)
    return { kind: "again", verdict: "transient", fault: "interrupted", why: "answered 416 without a size", whole: true };
  if (size === known.offset && (known.size === undefined || known.size === size)) return { kind: "complete" };
  return { kind: "never", fault: "size", why: `has a file of ${size} bytes, announced were ${known.size ?? `more than ${known.offset}`}` };
}

/** `bytes 10-99/100` */
function contentRange(headers: Headers): { start: number; size: number | undefined } | undefined {
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
  return start === undefined ? undefined : { start: Number(start), size: wholeNumber(size) };
}

function wholeNumber(text: string | null | undefined): number | undefined {
  return text !== null && text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Only a strong tag promises the same bytes. */
function strong(etag: string | null): string | undefined {
  return etag?.startsWith('"') ? etag : undefined;
}
