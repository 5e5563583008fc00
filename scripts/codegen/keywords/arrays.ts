import { type Code, code, literal } from "../code.js";
import { applicator, asStatements, assertion, type Keyword, type KeywordContext } from "./keyword.js";

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
  collect: (context) =>
    code`${firstElements(context, (i, item) => context.emitter.report(context.node.child("prefixItems", i), item, code`${context.path} + "/" + ${i}`))}`,
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
  test: (context) => {
    const statement = forEachItem(context, (item) => asStatements(context.emitter.test(context.node.child("items"), item)));
    return statement.text === "" ? [] : [{ statement }];
  },
  collect: (context) =>
    forEachItem(context, (item, index) =>
      context.emitter.report(context.node.child("items"), item, code`${context.path} + "/" + ${index}`),
    ),
});

function forEachItem({ emitter, node, value }: KeywordContext, body: (item: Code, index: Code) => Code): Code {
  const [index, item] = [emitter.variable("i"), emitter.variable("e")];
  const statements = body(item, index);
  if (statements.text === "") return code``;
  const first = (node.keywords.get("prefixItems") as unknown[] | undefined)?.length ?? 0;
  return code`for (let ${index} = ${first}; ${index} < ${value}.length; ${index}++) {\nconst ${item}: unknown = ${value}[${index}];\n${statements}\n}`;
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
    const bounds = boundsOf(context).map(({ violation }) => code`if (${violation(count)}) return false;`);
    return bounds.length === 0 ? [] : [{ statement: code`${loop}\n${bounds}` }];
  },
  collect: (context) => {
    const [count, loop] = countMatches(context);
    const report = context.emitter.runtime("reportContains");
    const bounds = boundsOf(context).map(
      ({ keyword, limit, violation }) =>
        code`if (${violation(count)}) ${report}(out, ${context.path}, ${count}, ${literal(keyword)}, ${limit}, ${context.source});`,
    );
    return bounds.length === 0 ? code`` : code`${loop}\n${bounds}`;
  },
});

function countMatches({ emitter, node, value }: KeywordContext): [Code, Code] {
  const [count, item] = [emitter.variable("n"), emitter.variable("e")];
  const violation = emitter.violation(node.child("contains"), item);
  return [count, code`let ${count} = 0;\nfor (const ${item} of ${value}) if (!${violation}) ${count}++;`];
}

function boundsOf({ node }: KeywordContext): { keyword: string; limit: number; violation: (count: Code) => Code }[] {
  const minimum = node.keywords.get("minContains") as number | undefined;
  const maximum = node.keywords.get("maxContains") as number | undefined;
  const lower = {
    keyword: minimum === undefined ? "contains" : "minContains",
    limit: minimum ?? 1,
    violation: (n: Code) => code`${n} < ${minimum ?? 1}`,
  };
  const upper = { keyword: "maxContains", limit: maximum ?? 0, violation: (n: Code) => code`${n} > ${maximum ?? 0}` };
  return [...(minimum === 0 ? [] : [lower]), ...(maximum === undefined ? [] : [upper])];
}

/** `uniqueItems` (Validation 6.4.3): JSON equality; reports the first duplicate element. */
const uniqueItems = assertion({
  name: "uniqueItems",
  section: "6.4.3",
  valueType: "boolean",
  instanceType: "array",
  violation: (context) => (context.keywordValue === true ? code`${duplicateIndex(context)} !== -1` : undefined),
  report: (context) =>
    code`${context.emitter.runtime("reportDuplicate")}(out, ${context.path}, ${duplicateIndex(context)}, ${context.source})`,
});

function duplicateIndex({ emitter, value }: KeywordContext): Code {
  return code`${emitter.runtime("findDuplicateIndex")}(${value})`;
}

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
