import { md5 } from "@noble/hashes/legacy.js";
import { builtinModule, type Crypto } from "../core/node-modules.js";

/** Computes the MD5 of a file incrementally. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  /** Returns the MD5 in Base64, the service's encoding. Call it once, after the last update. */
  digest(): string;
}

/** Creates a checksum. Native code is about four times as fast; Web Crypto has no MD5. */
export function createChecksum(crypto: Crypto | null | undefined = builtinModule<Crypto>("node:crypto")): Checksum {
  return nativeChecksum(crypto) ?? portableChecksum();
}

/** A Node that runs in FIPS mode has no MD5. */
function nativeChecksum(crypto: Crypto | null | undefined): Checksum | undefined {
  try {
    const hash = crypto?.createHash("md5");
    return hash && { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("base64") };
  } catch {
    return undefined;
  }
}

function portableChecksum(): Checksum {
  const hash = md5.create();
  return {
    update: (bytes) => void hash.update(bytes),
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
