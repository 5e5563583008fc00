import { md5 } from "@noble/hashes/legacy.js";

/** Computes the MD5 of a file incrementally. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  /** Returns the MD5 in Base64, the service's encoding. Call it once, after the last update. */
  digest(): string;
}

export function createChecksum(): Checksum {
  const hash = md5.create();
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => btoa(String.fromCharCode(...hash.digest())),
  };
}

/** Normalizes an MD5 to Base64; accepts Base64 and hexadecimal. Returns `undefined` for any other text. */
export function parseMd5(text: string): string | undefined {
  if (/^[A-Za-z0-9+/]{22}==$/.test(text)) return text;
  if (!/^[0-9a-f]{32}$/i.test(text)) return undefined;
  const pairs = text.match(/../g) ?? [];
  return btoa(String.fromCharCode(...pairs.map((pair) => Number.parseInt(pair, 16))));
}
