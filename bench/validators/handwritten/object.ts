/** An object of which nothing is known. */
export type Obj = { readonly [key: string]: unknown };
