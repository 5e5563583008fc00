import { md5 } from "@noble/hashes/legacy.js";

/** Adds up the bytes of a file as they pass. */
export interface Checksum {
  add(bytes: Uint8Array): void;
  /** MD5 of all bytes in Base64, as the service writes it. To be asked for once, at the end. */
  result(): string;
}

export function createChecksum(): Checksum {
  const hash = md5.create();
  return {
    add: (bytes) => {
      hash.update(bytes);
    },
    result: () => btoa(String.fromCharCode(...hash.digest())),
  };
}

/** An announced MD5 in Base64, also where it was written in hexadecimal digits; `undefined` when it is none. */
export function readMd5(announced: string): string | undefined {
  if (/^[A-Za-z0-9+/]{22}==$/.test(announced)) return announced;
  if (!/^[0-9a-f]{32}$/i.test(announced)) return undefined;
  const pairs = announced.match(/../g) ?? [];
  return btoa(String.fromCharCode(...pairs.map((pair) => Number.parseInt(pair, 16))));
}
