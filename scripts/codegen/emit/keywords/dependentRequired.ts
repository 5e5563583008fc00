import { type Code, code, literal } from "../code.js";
import type { Keyword, Use } from "../keyword.js";
import { load } from "../property-access.js";

/** `dependentRequired` (Validation 6.5.4): where one property stands, others must. */
export const dependentRequired: Keyword = {
  name: "dependentRequired",
  applies: "object",
  test: (use) => pairs(use).map(([trigger, name]) => ({ fault: code`(${broken(use, trigger, name)})` })),
  collect: (use) =>
    code`${pairs(use).map(
      ([trigger, name]) =>
        code`if (${broken(use, trigger, name)}) ${use.emitter.runtime("dependent")}(out, ${use.path}, ${literal(name)}, ${literal(trigger)}, ${use.source});`,
    )}`,
};

function pairs({ parameter }: Use): [string, string][] {
  return Object.entries(parameter as Record<string, string[]>).flatMap(([trigger, names]) =>
    names.map((name): [string, string] => [trigger, name]),
  );
}

function broken({ value }: Use, trigger: string, name: string): Code {
  return code`${load(value, trigger)} !== undefined && ${load(value, name)} === undefined`;
}
