import { entries, type Finding, type HouseRule, isObject, isText, items, type Path } from "./rule.js";
import { schemas } from "./walk.js";

/** Every enum value has a meaning, and no meaning, alias or SDK value speaks of a value that is not there. */
export const enumExplained: HouseRule = {
  id: "enum-explained",
  why: "BLOCK or QTRLE says nothing by itself; and a meaning without its value is a value that was lost",
  check: (document) => [...found(document)],
};

function* found(document: unknown): Generator<Finding> {
  for (const { schema, path, conditional } of schemas(document)) {
    const values = new Set(items(schema.enum));
    if (!conditional) yield* unexplained(schema["x-enumDescriptions"], values, path);
    for (const [alias, target] of entries(schema["x-aliases"])) {
      const place = [...path, "x-aliases", alias];
      if (values.has(alias)) yield { path: place, message: `alias "${alias}" is a value of the enum itself` };
      if (!values.has(target))
        yield { path: place, message: `alias "${alias}" leads to ${JSON.stringify(target)}, which is not in the enum` };
    }
    for (const [value, meaning] of entries(schema["x-sdk-values"])) {
      const place = [...path, "x-sdk-values", value];
      if (values.has(value)) yield { path: place, message: `"${value}" is in the enum, so not known to SDKs alone` };
      if (!isText(meaning)) yield { path: place, message: `"${value}" has no meaning; say what it is and who knows it` };
    }
  }
}

function* unexplained(descriptions: unknown, values: ReadonlySet<unknown>, path: Path): Generator<Finding> {
  const meanings = isObject(descriptions) ? descriptions : {};
  for (const value of values) {
    if (typeof value === "string" && !(Object.hasOwn(meanings, value) && isText(meanings[value]))) {
      yield { path: [...path, "enum"], message: `enum value "${value}" has no meaning; add it to x-enumDescriptions` };
    }
  }
  for (const value of Object.keys(meanings)) {
    if (!values.has(value))
      yield { path: [...path, "x-enumDescriptions", value], message: `explains "${value}", which is not in the enum` };
  }
}
