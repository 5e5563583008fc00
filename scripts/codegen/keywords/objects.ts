import { type Code, code, join, list, literal, readProperty } from "../code.js";
import {
  applicator,
  asExpression,
  asStatements,
  isEmptyList,
  type Keyword,
  type KeywordContext,
  type SchemaNode,
  type Step,
  subschema,
  subschemaEntries,
} from "./keyword.js";
import { runtime } from "./runtime.js";
import { typesOf } from "./type.js";

/** `properties` (Core 10.3.2.1), and `required` (Validation 6.5.3) of these properties: reads each property once, in document order. */
export const properties = applicator({
  name: "properties",
  section: "10.3.2.1",
  valueType: "schemas-by-name",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "own" },
  test: (context) => {
    // One variable for all properties: repeated code compresses better.
    const property = context.emitter.variable("x");
    const steps = names(context).flatMap((name) => test(context, name, property));
    return steps.length === 0 ? [] : [{ statement: code`let ${property}: unknown;` }, ...steps];
  },
  report: (context) => {
    const entries = names(context).flatMap((name) => {
      const schema = subschema(context, "properties", name);
      if (isRequired(context.node, name)) return [code`${literal(name)}, 1, ${schema}`];
      return isEmptyList(schema) ? [] : [code`${literal(name)}, ${schema}`];
    });
    return entries.length === 0 ? undefined : { name: "reportProperties", expected: list(entries) };
  },
});

function test({ emitter, node, value }: KeywordContext, name: string, property: Code): Step[] {
  const child = node.child("properties", name);
  const steps = emitter.test(child, property);
  const required = isRequired(node, name);
  if (steps.length === 0 && !required) return [];
  const read: Step = { statement: code`${property} = ${readProperty(value, name)};` };
  if (required) return [read, ...(rejectsUndefined(child) ? [] : [{ violation: code`${property} === undefined` }]), ...steps];
  const expression = asExpression(steps);
  const guarded = expression
    ? code`if (${property} !== undefined && (${expression})) return false;`
    : code`if (${property} !== undefined) {\n${asStatements(steps)}\n}`;
  return [read, { statement: guarded }];
}

function names({ keywordValue }: KeywordContext): string[] {
  return Object.keys(keywordValue as object);
}

function isRequired(node: SchemaNode, name: string): boolean {
  return (node.keywords.get("required") as readonly string[] | undefined)?.includes(name) ?? false;
}

/** Returns true if the test of the property already rejects `undefined`. */
function rejectsUndefined(child: SchemaNode): boolean {
  return (
    typesOf(child) !== undefined ||
    child.always === false ||
    (child.target !== undefined && child.target !== child && rejectsUndefined(child.target))
  );
}

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
    return [{ statement: code`for (const ${key} of ${runtime("keysOf")}(${value})) {\n${body}\n}` }];
  },
  report: (context) => ({ name: "reportPropertyNames", expected: subschema(context, "propertyNames") }),
});

/** `patternProperties` (Core 10.3.2.2): applies to properties with a matching name. */
const patternProperties = applicator({
  name: "patternProperties",
  section: "10.3.2.2",
  valueType: "schemas-by-pattern",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "own" },
  test: (context) => {
    const loops = Object.keys(context.keywordValue as object).map((pattern) => forEachMatching(context, pattern));
    return loops.filter((loop) => loop.text !== "").map((statement) => ({ statement }));
  },
  report: (context) => ({ name: "reportPatternProperties", expected: subschemaEntries(context, "patternProperties") }),
});

function forEachMatching({ emitter, node, value }: KeywordContext, pattern: string): Code {
  const [key, property] = [emitter.variable("k"), emitter.variable("x")];
  const statements = asStatements(emitter.test(node.child("patternProperties", pattern), property));
  if (statements.text === "") return code``;
  const expression = emitter.constant("pattern", code`new RegExp(${literal(pattern)}, "u")`);
  return code`for (const ${key} of ${runtime("keysOf")}(${value})) {\nif (!${expression}.test(${key})) continue;\nconst ${property} = ${value}[${key}];\n${statements}\n}`;
}

/** `additionalProperties` (Core 10.3.2.3): applies to properties not matched by `properties` or `patternProperties` of the same schema. */
const additionalProperties = applicator({
  name: "additionalProperties",
  section: "10.3.2.3",
  valueType: "schema",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "own" },
  test: (context) => {
    const statement = forEachAdditional(context);
    return statement ? [{ statement }] : [];
  },
  report: (context) => {
    const { always } = context.node.child("additionalProperties");
    const schema = always === undefined ? subschema(context, "additionalProperties") : literal(always);
    const listed = ["properties", "patternProperties"].map((keyword) => literal(namesIn(context, keyword)));
    return always === true ? undefined : { name: "reportAdditionalProperties", expected: list([schema, ...listed]) };
  },
});

function namesIn({ node }: KeywordContext, keyword: string): string[] {
  return Object.keys((node.keywords.get(keyword) as object | undefined) ?? {});
}

function forEachAdditional(context: KeywordContext): Code | undefined {
  const { emitter, node, value } = context;
  const [key, property] = [emitter.variable("k"), emitter.variable("x")];
  const statements = asStatements(emitter.test(node.child("additionalProperties"), property));
  if (statements.text === "") return undefined;
  const [known = [], patterns = []] = ["properties", "patternProperties"].map((keyword) => namesIn(context, keyword));
  const conditions = [
    ...(known.length > 0 ? [code`${emitter.constant("properties", code`new Set(${literal(known)})`)}.has(${key})`] : []),
    ...patterns.map((pattern) => code`${emitter.constant("pattern", code`new RegExp(${literal(pattern)}, "u")`)}.test(${key})`),
  ];
  const skip = conditions.length > 0 ? code`if (${join(conditions, " || ")}) continue;\n` : code``;
  const read = statements.text.includes(property.text) ? code`const ${property} = ${value}[${key}];\n` : code``;
  return code`for (const ${key} of ${runtime("keysOf")}(${value})) {\n${skip}${read}${statements}\n}`;
}

export const otherPropertyKeywords = [patternProperties, additionalProperties];
