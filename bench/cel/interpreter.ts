import { isUtf8 } from "node:buffer";
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

/** The result of the interpreter: a value or an error. */
export type Evaluation = { readonly value: unknown } | { readonly error: string };

const DYN = CelScalar.DYN;
const OBJECT = mapType(CelScalar.STRING, DYN);

/** `@bufbuild/cel` with the constants of the contract and implementations of its functions that share no code with the package. */
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

/** Returns the number of code points of a text. In `<speak` markup, tags do not count and an entity counts as one. */
function textLength(text: string): number {
  const spoken = text.replace(/^\s*<\?xml[^>]*\?>/, "").trimStart();
  const isMarkup = spoken.startsWith("<speak") && (spoken[6] === ">" || spoken[6]?.trim() === "");
  return [...(isMarkup ? stripTags(text) : text)].length;
}

function isBase64(text: string): boolean {
  return Buffer.from(text, "base64").length === (text.length / 4) * 3 - (/=*$/.exec(text)?.[0].length ?? 0) && !/[-_\s]/.test(text);
}

function isBase64Text(text: string): boolean {
  return isBase64(text) && isUtf8(Buffer.from(text, "base64"));
}

/** Returns the bounding box of a rotated rectangle, computed from its corners. */
function outline(
  dx: number,
  dy: number,
  width: number,
  height: number,
  angle: number,
): Record<"left" | "top" | "right" | "bottom", number> {
  const [sine, cosine] =
    angle % 90 === 0
      ? ([
          [0, 1],
          [1, 0],
          [0, -1],
          [-1, 0],
        ][(angle / 90) % 4] ?? [0, 1])
      : [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)];
  const corners = [
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1],
  ].map(([x = 0, y = 0]) => [(x * width) / 2, (y * height) / 2]);
  const rotated = corners.map(([x = 0, y = 0]) => [
    dx + width / 2 + x * (cosine ?? 1) - y * (sine ?? 0),
    dy + height / 2 + x * (sine ?? 0) + y * (cosine ?? 1),
  ]);
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  const [xs, ys] = [rotated.map(([x = 0]) => x), rotated.map(([, y = 0]) => y)];
  return { left: round(Math.min(...xs)), top: round(Math.min(...ys)), right: round(Math.max(...xs)), bottom: round(Math.max(...ys)) };
}

function stripTags(text: string): string {
  let kept = "";
  let open = -1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "<") {
      if (open >= 0) kept += text.slice(open, i);
      open = i;
    } else if (text[i] === ">" && open >= 0) open = -1;
    else if (open < 0) kept += text[i];
  }
  if (open >= 0) kept += text.slice(open);
  return kept
    .split("&")
    .reduce(
      (done, piece, i) =>
        i === 0 ? piece : done + (/^(#\d+|#x[\da-f]+|[a-z][\da-z]*);/i.test(piece) ? piece.replace(/^[^;]*;/, "x") : `&${piece}`),
      "",
    );
}
