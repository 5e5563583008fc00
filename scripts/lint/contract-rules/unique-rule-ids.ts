import { type Finding, type HouseRule, isObject, type Path } from "./rule.js";
import { validations } from "./walk.js";

/** Rule ids are kebab-case, and each stands once in the document. */
export const ruleIds: HouseRule = {
  id: "rule-ids",
  why: "an id is an anchor, a folder of the corpus, the argument of `explain` and what people filter by",
  check: (document) => [...found(document)],
};

function* found(document: unknown): Generator<Finding> {
  const seen = new Map<string, Path>();
  for (const { entry, path } of validations(document)) {
    const id = isObject(entry) ? entry.id : undefined;
    if (typeof id !== "string") continue;
    const first = seen.get(id);
    if (first) yield { path: [...path, "id"], message: `rule id "${id}" stands at ${first.join(".")} already; ids are unique` };
    else seen.set(id, path);
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
      yield { path: [...path, "id"], message: `rule id "${id}" is not kebab-case, like resize-resolution` };
  }
}
