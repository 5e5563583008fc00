import type { Fix, Issue, Severity } from "../core/issue.js";
import { describeValue } from "../core/json-equal.js";
import { parsePointer } from "../core/pointer.js";
import { createUnreadableIssue } from "./collect-issues.js";

/** A rule of the contract without its expression. */
export interface Rule {
  readonly id: string;
  /** The requirement, as one sentence. */
  readonly message: string;
  readonly severity: Severity;
  /** The source of the rule: the API documentation, an SDK or the product limits. */
  readonly source: string;
  readonly hint?: string;
}

/** Reports a broken rule. `message` replaces the rule's own message, for example to include the received numbers. */
export function reportViolation(out: Issue[], rule: Rule, path: string, received: string, message?: string, fixes?: readonly Fix[]): void {
  out.push({
    code: "rule",
    rule: rule.id,
    path,
    keyword: "x-validations",
    message: message ?? rule.message,
    received,
    expected: rule.message,
    ...(rule.hint === undefined ? {} : { hint: rule.hint }),
    ...(fixes === undefined || fixes.length === 0 ? {} : { fixes }),
    severity: rule.severity,
    source: rule.source,
  });
}

/** Whether a rule at `path` can be evaluated. If a value that it reads is invalid, reports the rule as skipped instead. */
export function canEvaluate(out: Issue[], rule: Rule, path: string, failed: FailedPaths, dependencies: readonly string[]): boolean {
  const cause = findFailedDependency(failed, path, dependencies);
  if (cause === undefined) return true;
  out.push({
    code: "skipped",
    rule: rule.id,
    path,
    keyword: "x-validations",
    message: `rule ${rule.id} was skipped because ${cause || "the value"} is invalid`,
    received: "an invalid value",
    expected: rule.message,
    severity: "note",
    source: rule.source,
  });
  return false;
}

/** Returns the elements of the list at `path` in which none of the `dependencies` is invalid. */
export function validElements<T>(list: readonly T[], path: string, failed: FailedPaths, dependencies: readonly string[]): readonly T[] {
  if (failed.pointers.length === 0) return list;
  return list.filter((_, index) => findFailedDependency(failed, `${path}/${index}`, dependencies) === undefined);
}

/** Formats the values that a rule reads: `width = 1700, dx = 0`. */
export function formatValues(pairs: readonly (readonly [name: string, value: unknown])[]): string {
  return pairs.map(([name, value]) => `${name} = ${describeValue(value)}`).join(", ") || "a value that breaks the rule";
}

/** The issues of a valid value. */
export const NO_ISSUES: readonly Issue[] = Object.freeze([]);

/** Evaluates the rules of the value at `path` and adds their issues to `out`. `failed` contains the paths of the schema issues. */
export type EvaluateRules = (value: unknown, path: string, out: Issue[], failed: FailedPaths) => void;

/**
 * Evaluates the rules of a value and appends their issues to its schema issues. A rule that reads an invalid value is reported as
 * skipped. Never throws.
 */
export function addRuleIssues(value: unknown, issues: readonly Issue[], evaluateRules: EvaluateRules): readonly Issue[] {
  const out: Issue[] = [];
  // an alias or an undocumented enum value has the right type, so rules can read it
  const failed = issues.filter(({ code }) => code !== "alias" && code !== "undocumented").map((issue) => issue.path);
  try {
    evaluateRules(value, "", out, createFailedPaths(failed));
  } catch (error) {
    out.push(createUnreadableIssue(error));
  }
  if (out.length === 0) return issues;
  return issues.length === 0 ? out : [...issues, ...out];
}

/** The JSON Pointers of a value's schema issues, with a tree of their segments for fast lookup. */
export interface FailedPaths {
  /** The pointers in the order of their issues. */
  readonly pointers: readonly string[];
  readonly tree: PathNode;
}

/** A node of the tree. Both numbers are indices into `pointers`, or `NONE`. */
interface PathNode {
  /** The first failure at exactly this path. */
  own: number;
  /** The first failure at or below this path. */
  readonly first: number;
  readonly children: Map<string, PathNode>;
}

export function createFailedPaths(pointers: readonly string[]): FailedPaths {
  const tree = createNode(0);
  pointers.forEach((pointer, index) => {
    let node = tree;
    for (const segment of parsePointer(pointer)) {
      const child = node.children.get(segment) ?? createNode(index);
      node.children.set(segment, child);
      node = child;
    }
    node.own = Math.min(node.own, index);
  });
  return { pointers, tree };
}

/**
 * Finds the first failure that invalidates one of the `dependencies`, which are pointers relative to `path`. A failure
 * invalidates a dependency if it is at, above or below it. The segment `*` matches every element of an array.
 */
export function findFailedDependency({ pointers, tree }: FailedPaths, path: string, dependencies: readonly string[]): string | undefined {
  if (pointers.length === 0) return undefined;
  return pointers[
    dependencies.reduce((least, dependency) => Math.min(least, firstOverlap(tree, parsePointer(path + dependency), 0)), NONE)
  ];
}

function firstOverlap(node: PathNode, segments: readonly string[], depth: number): number {
  const segment = segments[depth];
  if (segment === undefined) return node.first;
  const children = segment === "*" ? [...node.children.values()] : [node.children.get(segment)];
  return children.reduce((least, child) => (child ? Math.min(least, firstOverlap(child, segments, depth + 1)) : least), node.own);
}

/** Greater than every index. */
const NONE = 1e9;

function createNode(first: number): PathNode {
  return { own: NONE, first, children: new Map() };
}
