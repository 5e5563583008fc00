import { type Code, code, literal } from "../code.js";
import type { Keyword, KeywordContext } from "../keyword.js";
import { readProperty } from "../property-access.js";

/** `dependentRequired` (Validation 6.5.4): if a property is present, others are required. */
export const dependentRequired: Keyword = {
  name: "dependentRequired",
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
