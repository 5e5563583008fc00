import { createHash } from "node:crypto";

/**
 * Fingerprint of a text. The repository stores fingerprints and not the texts of the service's page. Case, punctuation and spaces do
 * not count, because HTML and copied text differ in them; comparison signs do.
 */
export function fingerprint(lines: readonly string[]): string {
  const text = lines.join(" ").normalize("NFKC").toLowerCase();
  return createHash("sha256")
    .update(text.replace(/[^\p{L}\p{N}<>≤≥=]/gu, ""))
    .digest("hex")
    .slice(0, 8);
}
