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
import { at, isJson, type Json, referred } from "../lib/paths.js";
import { isBase64, outline, textLength } from "./functions.js";

/** What the interpreter says: a value, or the error that it ended with. */
export type Opinion = { readonly value: unknown } | { readonly error: string };

const DYN = CelScalar.DYN;
const OBJECT = mapType(CelScalar.STRING, DYN);

/** `@bufbuild/cel` with the contract's functions, written anew for it, and the contract's constants. */
export class Judge {
  private readonly components: Json;
  private readonly constants: Record<string, CelInput>;
  private readonly environment = celEnv({
    funcs: [
      celFunc("textLength", [CelScalar.STRING], CelScalar.INT, (text) => BigInt(textLength(text))),
      celFunc("isBase64", [CelScalar.STRING], CelScalar.BOOL, isBase64),
      celFunc("unique", [listType(DYN), CelScalar.STRING], CelScalar.BOOL, (list, key) => isUnique([...list], key)),
      celFunc("sum", [listType(DYN)], CelScalar.INT, (list) => [...list].reduce<bigint>((total, item) => total + BigInt(Number(item)), 0n)),
      celFunc("outline", [DYN, DYN, DYN, DYN, DYN], OBJECT, (...sides) => {
        const [dx = 0, dy = 0, width = 0, height = 0, angle = 0] = sides.map(Number);
        return new Map(Object.entries(outline(dx, dy, width, height, angle)));
      }),
    ],
  });

  constructor(contract: Json) {
    this.components = at(contract, "components", "schemas");
    const constants = Object.entries(at(contract, "x-constants"));
    this.constants = Object.fromEntries(constants.map(([name, constant]) => [name, toCel(at(constant).value, {}, {})]));
  }

  /** An expression, ready to be asked of a value of a component, which has to be turned into CEL's values first. */
  expression(text: string): (self: CelInput) => Opinion {
    const evaluate = plan(this.environment, parse(text));
    return (self) => {
      const result = evaluate({ ...this.constants, self });
      return isCelError(result) ? { error: result.message } : { value: result };
    };
  }

  /** A value of a component as CEL sees it: `integer` is int, `number` double, an absent property with a default has its default. */
  value(value: unknown, component: string): CelInput {
    return toCel(value, at(this.components, component), this.components);
  }
}

function toCel(value: unknown, schema: Json, components: Json): CelInput {
  if (typeof schema.$ref === "string") return toCel(value, referred(components, schema.$ref), components);
  if (Array.isArray(value)) return value.map((item) => toCel(item, at(schema.items), components));
  if (isJson(value)) return objectOf(value, at(schema.properties), components);
  if (typeof value === "number") return schema.type !== "number" && Number.isInteger(value) ? BigInt(value) : value;
  return value as CelInput;
}

/** `has` sees what is really there, a read also the defaults; null counts as absent. */
function objectOf(value: Json, properties: Json, components: Json): CelMap {
  const present = new Map(
    Object.entries(value).flatMap(([name, item]) => (item == null ? [] : [[name, toCel(item, at(properties[name]), components)]])),
  );
  const defaults = Object.entries(properties).flatMap(([name, schema]): [string, CelInput][] => {
    const value = at(schema).default;
    return value === undefined || present.has(name) ? [] : [[name, toCel(value, at(schema), components)]];
  });
  const map = celMap(new Map([...present, ...defaults] as [string, CelInput][]));
  map.has = (key) => present.has(String(key));
  return map;
}

function isUnique(list: readonly unknown[], key: string): boolean {
  const values = list.flatMap((item) => (isCelMap(item) && item.has(key) ? [item.get(key)] : []));
  return values.every((value, i) => values.indexOf(value) === i);
}

/** Whether a result is the boolean expected; lists and maps never are. */
export function isTrue(opinion: Opinion): boolean | undefined {
  return "value" in opinion && typeof opinion.value === "boolean" && !isCelList(opinion.value) ? opinion.value : undefined;
}
