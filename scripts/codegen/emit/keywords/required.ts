import { type Code, code, literal } from "../code.js";
import type { Keyword, Use } from "../keyword.js";
import { load } from "../property-access.js";

/** `required` (Validation 6.5.3) of names that `properties` does not list; the others are asked where they are read. */
export const required: Keyword = {
  name: "required",
  applies: "object",
  test: (use) => names(use).map((name) => ({ fault: absent(use, name) })),
  collect: (use) =>
    code`${names(use).map((name) => code`if (${absent(use, name)}) ${use.emitter.runtime("missing")}(out, ${use.path}, ${literal(name)}, ${use.source});`)}`,
};

function names({ node, parameter }: Use): string[] {
  const listed = node.keywords.get("properties") as object | undefined;
  return (parameter as string[]).filter((name) => !listed || !Object.hasOwn(listed, name));
}

function absent({ value }: Use, name: string): Code {
  return code`${load(value, name)} === undefined`;
}
