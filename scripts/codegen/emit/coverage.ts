import { escapeSegment } from "../../../src/core/pointer.js";
import type { Contract } from "../model/contract.js";
import { VOCABULARY } from "../model/keywords.js";
import { rulesOf } from "../model/rule-spec.js";
import type { SchemaNode } from "../model/schema.js";
import { childrenOf } from "../model/schema-children.js";
import { ContractError, type Diagnostic } from "../parse/diagnostic.js";
import type { Coverage } from "./emitter.js";
import type { RuleCoverage } from "./rules/module.js";
import type { NamedSchema } from "./validators.js";

/**
 * `generated/coverage.json`: every constraint of the contract, and the functions that enforce it. Throws a `ContractError` for
 * one that nobody enforces, so that none is dropped in silence.
 */
export function emitCoverage(
  contract: Contract,
  schemas: readonly NamedSchema[],
  modules: readonly Coverage[],
  rules: RuleCoverage,
): string {
  const faults: Diagnostic[] = [];
  const enforced: Record<string, string[]> = {};
  const asked: Record<string, string[]> = {};
  const note = (pointer: string, what: string): void => {
    const { line, column } = contract.document.at(pointer);
    faults.push({
      file: contract.document.file,
      line,
      column,
      message: `nothing enforces ${what}`,
      fix: "give the keyword an emitter in scripts/codegen/emit/keywords, or remove the constraint",
    });
  };
  for (const { node, verdictOnly } of reachable(schemas.map((schema) => schema.node))) {
    for (const keyword of node.keywords.keys()) {
      const role = VOCABULARY[keyword]?.role;
      if (keyword === "x-validations" || (role !== "assertion" && role !== "applicator")) continue;
      const pointer = `${node.pointer}/${escapeSegment(keyword)}`;
      const functions = [...new Set(modules.flatMap((keywords) => [...(keywords.get(pointer) ?? [])]))].sort();
      const complete =
        functions.some((name) => name.startsWith("holds")) && (verdictOnly || functions.some((name) => name.startsWith("collect")));
      if (complete) enforced[`#${pointer}`] = functions;
      else note(pointer, `${keyword} here`);
    }
    for (const { id, pointer } of rulesOf(node, contract.reader)) {
      const functions = [...(rules.get(id) ?? [])].sort();
      if (functions.length > 0) asked[id] = functions;
      else note(pointer, `the rule ${id}`);
    }
  }
  if (faults.length > 0) throw new ContractError(faults);
  const ignored = contract.reader.ignored.map((pointer) => `#${pointer}`);
  return `${JSON.stringify({ contract: contract.document.hash, keywords: sortedKeys(enforced), rules: sortedKeys(asked), ignored }, null, 2)}\n`;
}

/** The names of functions that the coverage relies on and the text does not define. */
export function missingFunctions(coverage: string, texts: readonly string[]): string[] {
  const { keywords, rules } = JSON.parse(coverage) as { keywords: Record<string, string[]>; rules: Record<string, string[]> };
  const defined = new Set(
    texts.flatMap((text) => [...text.matchAll(/^(?:export )?function ([A-Za-z0-9_$]+)\(/gm)].map((match) => match[1])),
  );
  return [...new Set([...Object.values(keywords), ...Object.values(rules)].flat())].filter((name) => !defined.has(name));
}

/** Every schema below the given ones. Below `anyOf`, `not` and their like only the verdict counts, so nothing is collected there. */
function reachable(roots: readonly SchemaNode[]): { node: SchemaNode; verdictOnly: boolean }[] {
  const found = new Map<SchemaNode, boolean>();
  const visit = (node: SchemaNode, verdictOnly: boolean): void => {
    const known = found.get(node);
    if (known === false || known === verdictOnly) return;
    found.set(node, verdictOnly);
    for (const { keyword, child } of childrenOf(node)) visit(child, verdictOnly || VERDICTS.has(keyword));
  };
  for (const root of roots) visit(root, false);
  return [...found].map(([node, verdictOnly]) => ({ node, verdictOnly }));
}

const VERDICTS = new Set(["anyOf", "oneOf", "not", "if", "contains", "propertyNames"]);

function sortedKeys(record: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
