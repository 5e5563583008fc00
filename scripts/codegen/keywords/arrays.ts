import { type Code, code, list, literal } from "../code.js";
import {
  applicator,
  asStatements,
  assertion,
  type Keyword,
  type KeywordContext,
  type SchemaNode,
  subschema,
  subschemaList,
} from "./keyword.js";
import { runtime } from "./runtime.js";

/** `prefixItems` (Core 10.3.1.1): applies a schema to each of the first elements. */
const prefixItems = applicator({
  name: "prefixItems",
  section: "10.3.1.1",
  valueType: "schemas",
  instanceType: "array",
  subschemas: { applyTo: "child", issues: "own" },
  test: (context) => {
    const statements = firstElements(context, (i, item) => asStatements(context.emitter.test(context.node.child("prefixItems", i), item)));
    return statements.map((statement) => ({ statement }));
  },
  report: (context) => ({ name: "reportPrefixItems", expected: subschemaList(context, "prefixItems") }),
});

function firstElements({ emitter, keywordValue, value }: KeywordContext, body: (index: number, item: Code) => Code): Code[] {
  return (keywordValue as unknown[]).flatMap((_, i) => {
    const item = emitter.variable("e");
    const statements = body(i, item);
    return statements.text === "" ? [] : [code`if (${value}.length > ${i}) {\nconst ${item}: unknown = ${value}[${i}];\n${statements}\n}`];
  });
}

/** `items` (Core 10.3.1.2): applies to the elements after `prefixItems`. */
const items = applicator({
  name: "items",
  section: "10.3.1.2",
  valueType: "schema",
  instanceType: "array",
  subschemas: { applyTo: "child", issues: "own" },
  test: ({ emitter, node, value }) => {
    const [index, item] = [emitter.variable("i"), emitter.variable("e")];
    const statements = asStatements(emitter.test(node.child("items"), item));
    if (statements.text === "") return [];
    const head = code`for (let ${index} = ${firstIndex(node)}; ${index} < ${value}.length; ${index}++)`;
    return [{ statement: code`${head} {\nconst ${item}: unknown = ${value}[${index}];\n${statements}\n}` }];
  },
  report: (context) => ({
    name: "reportItems",
    expected: list([subschema(context, "items"), ...(firstIndex(context.node) === 0 ? [] : [literal(firstIndex(context.node))])]),
  }),
});

/** Returns the index of the first element that `items` applies to. */
function firstIndex(node: SchemaNode): number {
  return (node.keywords.get("prefixItems") as unknown[] | undefined)?.length ?? 0;
}

/** `contains` with `minContains` and `maxContains` (Core 10.3.1.3, Validation 6.4.4 and 6.4.5). */
const contains = applicator({
  name: "contains",
  section: "10.3.1.3",
  valueType: "schema",
  instanceType: "array",
  subschemas: { applyTo: "child", issues: "none" },
  test: (context) => {
    const [count, loop] = countMatches(context);
    const { keywords } = context.node;
    const [minimum = 1, maximum] = ["minContains", "maxContains"].map((name) => keywords.get(name) as number | undefined);
    const bounds = [
      ...(minimum === 0 ? [] : [code`if (${count} < ${minimum}) return false;`]),
      ...(maximum === undefined ? [] : [code`if (${count} > ${maximum}) return false;`]),
    ];
    return bounds.length === 0 ? [] : [{ statement: code`${loop}\n${bounds}` }];
  },
  report: (context) => {
    const { keywords } = context.node;
    const bounds = ["minContains", "maxContains"].map((name) => literal(keywords.get(name) ?? null));
    return { name: "reportContains", expected: list([subschema(context, "contains"), ...bounds]) };
  },
});

function countMatches({ emitter, node, value }: KeywordContext): [Code, Code] {
  const [count, item] = [emitter.variable("n"), emitter.variable("e")];
  const violation = emitter.violation(node.child("contains"), item);
  return [count, code`let ${count} = 0;\nfor (const ${item} of ${value}) if (!${violation}) ${count}++;`];
}

/** `uniqueItems` (Validation 6.4.3): JSON equality; reports the first duplicate element. */
const uniqueItems = assertion({
  name: "uniqueItems",
  section: "6.4.3",
  valueType: "boolean",
  instanceType: "array",
  violation: ({ keywordValue, value }) => (keywordValue === true ? code`${runtime("findDuplicateIndex")}(${value}) !== -1` : undefined),
  report: ({ keywordValue }) => (keywordValue === true ? { name: "reportUniqueItems", expected: literal(true) } : undefined),
});

export const arrayKeywords: readonly Keyword[] = [
  prefixItems,
  items,
  contains,
  {
    name: "minContains",
    section: "Validation 6.4.5",
    role: "assertion",
    valueType: "count",
    instanceType: "array",
    enforcedBy: "contains",
  },
  {
    name: "maxContains",
    section: "Validation 6.4.4",
    role: "assertion",
    valueType: "count",
    instanceType: "array",
    enforcedBy: "contains",
  },
  uniqueItems,
];
