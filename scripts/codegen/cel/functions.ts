import { BOOL, type CelType, DOUBLE, INT, STRING } from "./type.js";

/** Signature of a function that rules can call. `number` accepts int and double. */
export interface FunctionSpec {
  readonly parameters: readonly ("string" | "number" | "list" | "list of int" | "key" | "any")[];
  readonly result: CelType;
  /** Implementation in `src/validation/cel-functions.ts`; without it, the compiler emits inline code. */
  readonly runtime?: "textLength" | "isBase64" | "isBase64Text" | "cover" | "repeatedKeys" | "sum" | "outline";
  /** Receiver-style call: `text.startsWith("a")`. */
  readonly isMethod?: boolean;
}

const outline: CelType = { kind: "record", fields: new Map(["left", "top", "right", "bottom"].map((side) => [side, DOUBLE])) };

const size: CelType = { kind: "record", fields: new Map(["width", "height"].map((side) => [side, INT])) };

/** All functions: standard CEL functions and the custom functions of this project. */
export const FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  size: { parameters: ["any"], result: INT },
  string: { parameters: ["any"], result: STRING },
  int: { parameters: ["any"], result: INT },
  double: { parameters: ["any"], result: DOUBLE },
  startsWith: { parameters: ["string", "string"], result: BOOL, isMethod: true },
  endsWith: { parameters: ["string", "string"], result: BOOL, isMethod: true },
  contains: { parameters: ["string", "string"], result: BOOL, isMethod: true },
  matches: { parameters: ["string", "string"], result: BOOL, isMethod: true },
  textLength: { parameters: ["string"], result: INT, runtime: "textLength" },
  isBase64Text: { parameters: ["string"], result: BOOL, runtime: "isBase64Text" },
  isBase64: { parameters: ["string"], result: BOOL, runtime: "isBase64" },
  unique: { parameters: ["list", "key"], result: BOOL, runtime: "repeatedKeys" },
  sum: { parameters: ["list of int"], result: INT, runtime: "sum" },
  cover: { parameters: ["number", "number", "number", "number", "number", "number"], result: size, runtime: "cover" },
  outline: { parameters: ["number", "number", "number", "number", "number"], result: outline, runtime: "outline" },
};
