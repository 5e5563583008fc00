/** An object with unknown properties. */
export type UnknownObject = { readonly [key: string]: unknown };
