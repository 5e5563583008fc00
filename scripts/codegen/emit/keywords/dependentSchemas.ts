import { type Code, code } from "../code.js";
import { asStatements, type Keyword, type KeywordContext } from "../keyword.js";
import { readProperty } from "../property-access.js";

/** `dependentSchemas` (Core 10.2.2.4): if a property is present, a schema applies to the object. */
export const dependentSchemas: Keyword = {
  name: "dependentSchemas",
  instanceType: "object",
  test: (context) =>
    triggerProperties(context).map((name) => ({
      statement: ifPresent(context, name, asStatements(context.emitter.test(context.node.child("dependentSchemas", name), context.value))),
    })),
  collect: (context) =>
    code`${triggerProperties(context).map((name) => ifPresent(context, name, context.emitter.report(context.node.child("dependentSchemas", name), context.value, context.path)))}`,
};

function triggerProperties({ keywordValue }: KeywordContext): string[] {
  return Object.keys(keywordValue as object);
}

function ifPresent({ value }: KeywordContext, name: string, body: Code): Code {
  return code`if (${readProperty(value, name)} !== undefined) {\n${body}\n}`;
}
