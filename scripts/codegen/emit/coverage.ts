import { escapeSegment } from "../../../src/core/pointer.js";
import { isEnforced, KEYWORDS } from "../keywords/index.js";
import type { Contract } from "../model/contract.js";
import { readRules } from "../model/rule-spec.js";
import type { SchemaNode } from "../model/schema.js";
import { subschemasOf } from "../model/schema-children.js";
import { ContractError, type Diagnostic } from "../parse/diagnostic.js";
import type { Coverage } from "./emitter.js";
import type { RuleCoverage } from "./rules/module.js";
import type { NamedSchema } from "./validators.js";

/**
 * Emits `generated/coverage.json`: every constraint of the contract with the functions that enforce it. Throws a `ContractError`
 * if a constraint is not enforced, so that none is silently dropped.
 */
export function emitCoverage(
  contract: Contract,
  schemas: readonly NamedSchema[],
  modules: readonly Coverage[],
  rules: RuleCoverage,
): string {
  const diagnostics: Diagnostic[] = [];
  const enforced: Record<string, string[]> = {};
  const evaluated: Record<string, string[]> = {};
  const reportUnenforced = (pointer: string, constraint: string): void => {
    const { line, column } = contract.document.at(pointer);
    diagnostics.push({
      file: contract.document.file,
      line,
      column,
      message: `${constraint} is not enforced`,
      fix: "add an emitter to scripts/codegen/keywords, or remove the constraint",
    });
  };
  for (const { node, predicateOnly } of referencedSchemas(schemas.map((schema) => schema.node))) {
    for (const keyword of node.keywords.keys()) {
      if (keyword === "x-validations" || !isEnforced(keyword)) continue;
      const pointer = `${node.pointer}/${escapeSegment(keyword)}`;
      const functions = [...new Set(modules.flatMap((keywords) => [...(keywords.get(pointer) ?? [])]))].sort();
      const complete =
        functions.some((name) => name.startsWith("matches")) && (predicateOnly || functions.some((name) => name.startsWith("collect")));
      if (complete) enforced[`#${pointer}`] = functions;
      else reportUnenforced(pointer, keyword);
    }
    for (const { id, pointer } of readRules(node, contract.reader)) {
      const functions = [...(rules.get(id) ?? [])].sort();
      if (functions.length > 0) evaluated[id] = functions;
      else reportUnenforced(pointer, `rule ${id}`);
    }
  }
  if (diagnostics.length > 0) throw new ContractError(diagnostics);
  const ignored = contract.reader.ignored.map((pointer) => `#${pointer}`);
  return `{
  "contract": ${JSON.stringify(contract.document.hash)},
  "keywords": ${renderLists(enforced)},
  "rules": ${renderLists(evaluated)},
  "ignored": ${JSON.stringify(ignored)}
}\n`;
}

/** Returns the names of functions that are listed in the coverage report but not defined in the emitted files. */
export function missingFunctions(coverage: string, texts: readonly string[]): string[] {
  const { keywords, rules } = JSON.parse(coverage) as { keywords: Record<string, string[]>; rules: Record<string, string[]> };
  const defined = new Set(
    texts.flatMap((text) => [...text.matchAll(/^(?:export )?function ([A-Za-z0-9_$]+)\(/gm)].map((match) => match[1])),
  );
  return [...new Set([...Object.values(keywords), ...Object.values(rules)].flat())].filter((name) => !defined.has(name));
}

/** Returns the schemas and their descendants. Subschemas whose issues are not collected need a predicate only. */
function referencedSchemas(roots: readonly SchemaNode[]): { node: SchemaNode; predicateOnly: boolean }[] {
  const found = new Map<SchemaNode, boolean>();
  const visit = (node: SchemaNode, predicateOnly: boolean): void => {
    const known = found.get(node);
    if (known === false || known === predicateOnly) return;
    found.set(node, predicateOnly);
    for (const { keyword, child } of subschemasOf(node))
      visit(child, predicateOnly || KEYWORDS.get(keyword)?.subschemas?.issues === "none");
  };
  for (const root of roots) visit(root, false);
  return [...found].map(([node, predicateOnly]) => ({ node, predicateOnly }));
}

/** Renders one sorted key per line, so that a contract change produces a small diff. */
function renderLists(record: Readonly<Record<string, readonly string[]>>): string {
  const lines = Object.keys(record)
    .sort()
    .map((key) => `    ${JSON.stringify(key)}: [${record[key]?.map((name) => JSON.stringify(name)).join(", ")}]`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n  }`;
}
