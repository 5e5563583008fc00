import type { Bytes } from "../core/bytes.js";
import { builtinModule, type Crypto } from "../core/node-modules.js";

/** The hash functions of a signature. Results are lower-case hexadecimal text. */
export interface Hashes {
  sha256(data: Bytes | string): string | Promise<string>;
  /** Returns the HMAC-SHA256 function of a key. */
  hmac(secretKey: string): (text: string) => string | Promise<string>;
}

/**
 * Creates the hash functions: of Node if the runtime has them, because each call of Web Crypto costs a change of threads, which takes
 * longer than hashing a request.
 */
export function createHashes(crypto: Crypto | null | undefined = builtinModule<Crypto>("node:crypto")): Hashes {
  return crypto ? nodeHashes(crypto) : webCryptoHashes;
}

const nodeHashes = (crypto: Crypto): Hashes => ({
  sha256: (data) => crypto.createHash("sha256").update(data).digest("hex"),
  hmac: (secretKey) => (text) => crypto.createHmac("sha256", secretKey).update(text).digest("hex"),
});

const utf8 = new TextEncoder();

const webCryptoHashes: Hashes = {
  sha256: async (data) => hex(await crypto.subtle.digest("SHA-256", typeof data === "string" ? utf8.encode(data) : data)),
  hmac(secretKey) {
    // imported once, because importing takes as long as signing
    const key = crypto.subtle.importKey("raw", utf8.encode(secretKey), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return async (text) => hex(await crypto.subtle.sign("HMAC", await key, utf8.encode(text)));
  },
};

function hex(buffer: ArrayBuffer): string {
  let text = "";
  for (const byte of new Uint8Array(buffer)) text += byte.toString(16).padStart(2, "0");
  return text;
}
