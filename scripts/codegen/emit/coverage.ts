import { escapeSegment } from "../../../src/core/pointer.js";
import { isEnforced } from "../keywords/index.js";
import type { Contract } from "../model/contract.js";
import { readRules } from "../model/rule-spec.js";
import { isInert, withDescendants } from "../model/schema-children.js";
import { ContractError, type Diagnostic } from "../parse/diagnostic.js";
import type { Coverage } from "./emitter.js";
import type { RuleCoverage } from "./rules/module.js";
import type { NamedSchema } from "./validators.js";

/**
 * Emits `generated/coverage.json`: every constraint of the contract with the functions and tables that enforce it,
 * and the properties that each rule reads. Throws a `ContractError`
 * if a constraint is not enforced, so that none is silently dropped.
 */
export function emitCoverage(
  contract: Contract,
  schemas: readonly NamedSchema[],
  modules: readonly Coverage[],
  rules: RuleCoverage,
  reads: RuleCoverage,
): string {
  const diagnostics: Diagnostic[] = [];
  const enforced: Record<string, Record<string, string[]>> = {};
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
  for (const node of withDescendants(
    schemas.map((schema) => schema.node),
    (parent, keyword) => !isInert(parent, keyword),
  )) {
    const enforcing: Record<string, string[]> = {};
    for (const keyword of node.keywords.keys()) {
      if (keyword === "x-validations" || !isEnforced(keyword)) continue;
      const pointer = `${node.pointer}/${escapeSegment(keyword)}`;
      const functions = [...new Set(modules.flatMap((keywords) => [...(keywords.get(pointer) ?? [])]))].sort();
      const complete = functions.some((name) => name.startsWith("matches")) && functions.some((name) => name.endsWith("Keywords"));
      if (complete) enforcing[keyword] = functions;
      else reportUnenforced(pointer, keyword);
    }
    if (Object.keys(enforcing).length > 0) enforced[`#${node.pointer}`] = enforcing;
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
  "keywords": ${renderLines(enforced)},
  "rules": ${renderLines(evaluated)},
  "reads": ${renderLines(Object.fromEntries([...reads].map(([id, pointers]) => [id, [...pointers].sort().map((pointer) => `#${pointer}`)])))},
  "ignored": ${JSON.stringify(ignored)}
}\n`;
}

/** The content of `generated/coverage.json`. */
export interface CoverageReport {
  /** SHA-256 of the contract. */
  readonly contract: string;
  /** The functions and tables that enforce a keyword, by JSON Pointer of the schema and keyword. */
  readonly keywords: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** The functions that evaluate a rule, by rule ID. */
  readonly rules: Readonly<Record<string, readonly string[]>>;
  /** JSON Pointers of the property schemas that a rule reads, by rule ID. */
  readonly reads: Readonly<Record<string, readonly string[]>>;
  /** JSON Pointers of parts without effect: unknown extensions, parameters of webhooks, and keywords that cannot apply. */
  readonly ignored: readonly string[];
}

/** Renders one sorted key per line, so that a contract change produces a small diff. */
function renderLines(record: Readonly<Record<string, unknown>>): string {
  const lines = Object.keys(record)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${JSON.stringify(record[key])}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n}`;
}
