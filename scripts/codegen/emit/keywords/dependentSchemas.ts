import { type Code, code } from "../code.js";
import { asStatements, type Keyword, type Use } from "../keyword.js";
import { load } from "../property-access.js";

/** `dependentSchemas` (Core 10.2.2.4): where a property stands, the whole object follows a schema. */
export const dependentSchemas: Keyword = {
  name: "dependentSchemas",
  applies: "object",
  test: (use) =>
    triggers(use).map((name) => ({
      statement: given(use, name, asStatements(use.emitter.test(use.node.child("dependentSchemas", name), use.value))),
    })),
  collect: (use) =>
    code`${triggers(use).map((name) => given(use, name, use.emitter.report(use.node.child("dependentSchemas", name), use.value, use.path)))}`,
};

function triggers({ parameter }: Use): string[] {
  return Object.keys(parameter as object);
}

function given({ value }: Use, name: string, body: Code): Code {
  return code`if (${load(value, name)} !== undefined) {\n${body}\n}`;
}
