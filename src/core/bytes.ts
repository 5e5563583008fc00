/**
 * Bytes in memory of their own, as `fetch` and Web Crypto take them. Since TypeScript 5.7 that is `Uint8Array<ArrayBuffer>`, before
 * it `Uint8Array`, which is not generic; said this way, declarations are read by both.
 */
export type Bytes = ReturnType<TextEncoder["encode"]>;
