import { type ContractRule, isObject, type LintDiagnostic, type Path } from "./rule.js";
import { validations } from "./walk.js";

/** Rule IDs must be unique and in kebab-case. */
export const uniqueRuleIds: ContractRule = {
  id: "unique-rule-ids",
  description: "documentation anchors, the test corpus, `explain` and filters identify rules by ID",
  check: (document) => [...findProblems(document)],
};

function* findProblems(document: unknown): Generator<LintDiagnostic> {
  const seen = new Map<string, Path>();
  for (const { entry, path } of validations(document)) {
    const id = isObject(entry) ? entry.id : undefined;
    if (typeof id !== "string") continue;
    const first = seen.get(id);
    if (first) yield { path: [...path, "id"], message: `duplicate rule id "${id}", first used at ${first.join(".")}; use a unique id` };
    else seen.set(id, path);
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
      yield { path: [...path, "id"], message: `rule id "${id}" is not in kebab-case; use an id such as resize-resolution` };
  }
}
