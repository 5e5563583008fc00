/**
 * A byte array with its own memory, as `fetch` and Web Crypto require. TypeScript 5.7 and later call this type
 * `Uint8Array<ArrayBuffer>`; earlier versions have no type parameter, and this declaration compiles with both. Node's types
 * declare `TextEncoder` as a value only.
 */
export type Bytes = ReturnType<InstanceType<typeof TextEncoder>["encode"]>;
