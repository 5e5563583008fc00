import { code, literal, readProperty } from "../code.js";
import { applicator, type Keyword, type KeywordContext, subschema } from "./keyword.js";

/** `required` (Validation 6.5.3) of names not listed in `properties`, which checks its own. */
export const required: Keyword = {
  name: "required",
  section: "Validation 6.5.3",
  role: "assertion",
  valueType: "names",
  instanceType: "object",
  test: (context) => unlistedNames(context).map((name) => ({ violation: code`${readProperty(context.value, name)} === undefined` })),
  report: (context) => {
    const names = unlistedNames(context);
    return names.length === 0 ? undefined : { name: "reportRequired", expected: literal(names) };
  },
};

function unlistedNames({ node, keywordValue }: KeywordContext): string[] {
  const listed = node.keywords.get("properties") as object | undefined;
  return (keywordValue as string[]).filter((name) => !listed || !Object.hasOwn(listed, name));
}

/** `dependentRequired` (Validation 6.5.4): if a property is present, others are required. */
export const dependentRequired: Keyword = {
  name: "dependentRequired",
  section: "Validation 6.5.4",
  role: "assertion",
  valueType: "names-by-name",
  instanceType: "object",
  test: (context) =>
    dependencies(context).map(([trigger, name]) => ({
      violation: code`(${readProperty(context.value, trigger)} !== undefined && ${readProperty(context.value, name)} === undefined)`,
    })),
  report: (context) => ({ name: "reportDependentRequired", expected: literal(dependencies(context)) }),
};

function dependencies({ keywordValue }: KeywordContext): [string, string][] {
  return Object.entries(keywordValue as Record<string, string[]>).flatMap(([trigger, names]) =>
    names.map((name): [string, string] => [trigger, name]),
  );
}

/** `propertyNames` (Core 10.3.2.4): applies a schema to each property name. */
export const propertyNames = applicator({
  name: "propertyNames",
  section: "10.3.2.4",
  valueType: "schema",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "none" },
  test: ({ emitter, node, value }) => {
    const [key, name] = [emitter.variable("k"), emitter.variable("e")];
    const violation = emitter.violation(node.child("propertyNames"), name);
    const body = code`const ${name}: unknown = ${key};\nif (${violation}) return false;`;
    return [{ statement: code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) {\n${body}\n}` }];
  },
  report: (context) => ({ name: "reportPropertyNames", expected: subschema(context, "propertyNames") }),
});
