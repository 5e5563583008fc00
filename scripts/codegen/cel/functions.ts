import { BOOL, type CelType, DOUBLE, INT, STRING } from "./type.js";

/** A function that rules may call. `number` takes an int or a double. */
export interface FunctionSpec {
  readonly parameters: readonly ("string" | "number" | "list" | "list of int" | "key" | "any")[];
  readonly result: CelType;
  /** The function of `src/validation/cel-functions.ts` that does the work; without one the compiler has the code itself. */
  readonly runtime?: "textLength" | "isBase64" | "repeatedKeys" | "sum" | "outline";
  /** Called on a value: `text.startsWith("a")` rather than `size(text)`. */
  readonly method?: boolean;
}

const outline: CelType = { kind: "record", fields: new Map(["left", "top", "right", "bottom"].map((side) => [side, DOUBLE])) };

/** Everything that can be called in a rule, CEL's own functions and the contract's, in this one place. */
export const FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  size: { parameters: ["any"], result: INT },
  string: { parameters: ["any"], result: STRING },
  int: { parameters: ["any"], result: INT },
  double: { parameters: ["any"], result: DOUBLE },
  startsWith: { parameters: ["string", "string"], result: BOOL, method: true },
  endsWith: { parameters: ["string", "string"], result: BOOL, method: true },
  contains: { parameters: ["string", "string"], result: BOOL, method: true },
  matches: { parameters: ["string", "string"], result: BOOL, method: true },
  textLength: { parameters: ["string"], result: INT, runtime: "textLength" },
  isBase64: { parameters: ["string"], result: BOOL, runtime: "isBase64" },
  unique: { parameters: ["list", "key"], result: BOOL, runtime: "repeatedKeys" },
  sum: { parameters: ["list of int"], result: INT, runtime: "sum" },
  outline: { parameters: ["number", "number", "number", "number", "number"], result: outline, runtime: "outline" },
};
