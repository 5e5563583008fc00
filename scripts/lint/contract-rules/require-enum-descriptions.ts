import { arrayItems, type ContractRule, entries, isNonBlank, isObject, type LintDiagnostic, type Path } from "./rule.js";
import { schemas } from "./walk.js";

/** Enum values must have a description. Descriptions, aliases and SDK values must match the enum. */
export const requireEnumDescriptions: ContractRule = {
  id: "require-enum-descriptions",
  description: "values such as BLOCK or QTRLE need an explanation, and a description without its value indicates a lost value",
  check: (document) => [...findProblems(document)],
};

function* findProblems(document: unknown): Generator<LintDiagnostic> {
  for (const { schema, path, conditional } of schemas(document)) {
    const values = new Set(arrayItems(schema.enum));
    if (!conditional) yield* checkDescriptions(schema["x-enumDescriptions"], values, path);
    for (const [alias, target] of entries(schema["x-aliases"])) {
      const place = [...path, "x-aliases", alias];
      if (values.has(alias)) yield { path: place, message: `alias "${alias}" is already an enum value; remove the alias` };
      if (!values.has(target)) yield { path: place, message: `target ${JSON.stringify(target)} of alias "${alias}" is not an enum value` };
    }
    for (const [value, meaning] of entries(schema["x-sdk-values"])) {
      const place = [...path, "x-sdk-values", value];
      if (values.has(value)) yield { path: place, message: `"${value}" is already an enum value; remove it from x-sdk-values` };
      if (!isNonBlank(meaning))
        yield { path: place, message: `"${value}" has no description; add its meaning and the SDKs that define it` };
    }
  }
}

function* checkDescriptions(descriptions: unknown, values: ReadonlySet<unknown>, path: Path): Generator<LintDiagnostic> {
  const meanings = isObject(descriptions) ? descriptions : {};
  for (const value of values) {
    if (typeof value === "string" && !(Object.hasOwn(meanings, value) && isNonBlank(meanings[value]))) {
      yield { path: [...path, "enum"], message: `enum value "${value}" has no description; add it to x-enumDescriptions` };
    }
  }
  for (const value of Object.keys(meanings)) {
    if (!values.has(value))
      yield { path: [...path, "x-enumDescriptions", value], message: `description for "${value}", which is not an enum value` };
  }
}
