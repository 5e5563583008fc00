import { type Code, code, literal } from "../code.js";
import type { Keyword, KeywordContext } from "../keyword.js";
import { readProperty } from "../property-access.js";

/** `required` (Validation 6.5.3) of names not listed in `properties`, which checks its own. */
export const required: Keyword = {
  name: "required",
  instanceType: "object",
  test: (context) => names(context).map((name) => ({ violation: absent(context, name) })),
  collect: (context) =>
    code`${names(context).map((name) => code`if (${absent(context, name)}) ${context.emitter.runtime("reportMissing")}(out, ${context.path}, ${literal(name)}, ${context.source});`)}`,
};

function names({ node, keywordValue }: KeywordContext): string[] {
  const listed = node.keywords.get("properties") as object | undefined;
  return (keywordValue as string[]).filter((name) => !listed || !Object.hasOwn(listed, name));
}

function absent({ value }: KeywordContext, name: string): Code {
  return code`${readProperty(value, name)} === undefined`;
}
