import {
  type CelInput,
  type CelMap,
  CelScalar,
  celEnv,
  celFunc,
  celMap,
  isCelError,
  isCelList,
  isCelMap,
  listType,
  mapType,
  parse,
  plan,
} from "@bufbuild/cel";
import { getObject, isJsonObject, type Json, resolveReference } from "../lib/paths.js";
import { isBase64, isBase64Text, outline, textLength } from "./functions.js";

/** The result of the interpreter: a value or an error. */
export type Evaluation = { readonly value: unknown } | { readonly error: string };

const DYN = CelScalar.DYN;
const OBJECT = mapType(CelScalar.STRING, DYN);

/** `@bufbuild/cel` with the constants of the contract and independent implementations of its functions. */
export class ReferenceInterpreter {
  private readonly components: Json;
  private readonly constants: Record<string, CelInput>;
  private readonly environment = celEnv({
    funcs: [
      celFunc("textLength", [CelScalar.STRING], CelScalar.INT, (text) => BigInt(textLength(text))),
      celFunc("isBase64", [CelScalar.STRING], CelScalar.BOOL, isBase64),
      celFunc("isBase64Text", [CelScalar.STRING], CelScalar.BOOL, isBase64Text),
      celFunc("unique", [listType(DYN), CelScalar.STRING], CelScalar.BOOL, (list, key) => isUnique([...list], key)),
      celFunc("sum", [listType(DYN)], CelScalar.INT, (list) => [...list].reduce<bigint>((total, item) => total + BigInt(Number(item)), 0n)),
      celFunc("outline", [DYN, DYN, DYN, DYN, DYN], OBJECT, (...sides) => {
        const [dx = 0, dy = 0, width = 0, height = 0, angle = 0] = sides.map(Number);
        return new Map(Object.entries(outline(dx, dy, width, height, angle)));
      }),
    ],
  });

  constructor(contract: Json) {
    this.components = getObject(contract, "components", "schemas");
    const constants = Object.entries(getObject(contract, "x-constants"));
    this.constants = Object.fromEntries(constants.map(([name, constant]) => [name, toCel(getObject(constant).value, {}, {})]));
  }

  /** Compiles an expression. The returned function takes a value converted by `toInput`. */
  compile(text: string): (self: CelInput) => Evaluation {
    const evaluate = plan(this.environment, parse(text));
    return (self) => {
      const result = evaluate({ ...this.constants, self });
      return isCelError(result) ? { error: result.message } : { value: result };
    };
  }

  /** Converts a value of a component to CEL: `integer` becomes int, `number` becomes double, and defaults are applied. */
  toInput(value: unknown, component: string): CelInput {
    return toCel(value, getObject(this.components, component), this.components);
  }
}

function toCel(value: unknown, schema: Json, components: Json): CelInput {
  if (typeof schema.$ref === "string") return toCel(value, resolveReference(components, schema.$ref), components);
  if (Array.isArray(value)) return value.map((item) => toCel(item, getObject(schema.items), components));
  if (isJsonObject(value)) return toCelMap(value, getObject(schema.properties), components);
  if (typeof value === "number") return schema.type !== "number" && Number.isInteger(value) ? BigInt(value) : value;
  return value as CelInput;
}

/** Creates a map whose `has` ignores defaults. Null counts as absent. */
function toCelMap(value: Json, properties: Json, components: Json): CelMap {
  const present = new Map(
    Object.entries(value).flatMap(([name, item]) => (item == null ? [] : [[name, toCel(item, getObject(properties[name]), components)]])),
  );
  const defaults = Object.entries(properties).flatMap(([name, schema]): [string, CelInput][] => {
    const value = getObject(schema).default;
    return value === undefined || present.has(name) ? [] : [[name, toCel(value, getObject(schema), components)]];
  });
  const map = celMap(new Map([...present, ...defaults] as [string, CelInput][]));
  map.has = (key) => present.has(String(key));
  return map;
}

function isUnique(list: readonly unknown[], key: string): boolean {
  const values = list.flatMap((item) => (isCelMap(item) && item.has(key) ? [item.get(key)] : []));
  return values.every((value, i) => values.indexOf(value) === i);
}

/** Returns a boolean result, or `undefined` for any other result. */
export function booleanResult(evaluation: Evaluation): boolean | undefined {
  return "value" in evaluation && typeof evaluation.value === "boolean" && !isCelList(evaluation.value) ? evaluation.value : undefined;
}
