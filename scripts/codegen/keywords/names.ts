import { type Code, code, literal, readProperty } from "../code.js";
import { applicator, type Keyword, type KeywordContext } from "./keyword.js";

/** `required` (Validation 6.5.3) of names not listed in `properties`, which checks its own. */
export const required: Keyword = {
  name: "required",
  section: "Validation 6.5.3",
  role: "assertion",
  valueType: "names",
  instanceType: "object",
  test: (context) => unlistedNames(context).map((name) => ({ violation: isAbsent(context, name) })),
  collect: (context) =>
    code`${unlistedNames(context).map((name) => code`if (${isAbsent(context, name)}) ${context.emitter.runtime("reportMissing")}(out, ${context.path}, ${literal(name)}, ${context.source});`)}`,
};

function unlistedNames({ node, keywordValue }: KeywordContext): string[] {
  const listed = node.keywords.get("properties") as object | undefined;
  return (keywordValue as string[]).filter((name) => !listed || !Object.hasOwn(listed, name));
}

function isAbsent({ value }: KeywordContext, name: string): Code {
  return code`${readProperty(value, name)} === undefined`;
}

/** `dependentRequired` (Validation 6.5.4): if a property is present, others are required. */
export const dependentRequired: Keyword = {
  name: "dependentRequired",
  section: "Validation 6.5.4",
  role: "assertion",
  valueType: "names-by-name",
  instanceType: "object",
  test: (context) => dependencies(context).map(([trigger, name]) => ({ violation: code`(${isMissing(context, trigger, name)})` })),
  collect: (context) =>
    code`${dependencies(context).map(
      ([trigger, name]) =>
        code`if (${isMissing(context, trigger, name)}) ${context.emitter.runtime("reportDependentRequired")}(out, ${context.path}, ${literal(name)}, ${literal(trigger)}, ${context.source});`,
    )}`,
};

function dependencies({ keywordValue }: KeywordContext): [string, string][] {
  return Object.entries(keywordValue as Record<string, string[]>).flatMap(([trigger, names]) =>
    names.map((name): [string, string] => [trigger, name]),
  );
}

function isMissing({ value }: KeywordContext, trigger: string, name: string): Code {
  return code`${readProperty(value, trigger)} !== undefined && ${readProperty(value, name)} === undefined`;
}

/** `propertyNames` (Core 10.3.2.4): applies a schema to each property name. */
export const propertyNames = applicator({
  name: "propertyNames",
  section: "10.3.2.4",
  valueType: "schema",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "none" },
  test: (context) => {
    const key = context.emitter.variable("k");
    return [{ statement: forEachInvalidName(context, key, code`return false`) }];
  },
  collect: (context) => {
    const key = context.emitter.variable("k");
    const report = code`${context.emitter.runtime("reportPropertyName")}(out, ${context.path}, ${key}, ${context.source})`;
    return forEachInvalidName(context, key, report);
  },
});

function forEachInvalidName({ emitter, node, value }: KeywordContext, key: Code, action: Code): Code {
  return code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) if (${emitter.violation(node.child("propertyNames"), key)}) ${action};`;
}
