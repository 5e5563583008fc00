import * as constraints from "../../generated/constraints.js";
import { errorCodes } from "../../generated/error-codes.js";
import { aliases } from "../../generated/operations.js";
import type { ComponentFacts, RuleFacts } from "../constraints.js";
import { phaseOf } from "../tasks/task-state.js";

/** Explanation of a rule, error code or task state. */
export interface Explanation {
  readonly kind: "rule" | "error-code" | "state";
  readonly name: string;
  readonly description: string;
  readonly [fact: string]: unknown;
}

/** Returns the explanations of all rules, error codes and task states. */
export const listExplanations = (): Explanation[] => [...explainRules(), ...explainErrorCodes(), ...explainStates()];

function explainRules(): Explanation[] {
  const components = Object.entries(constraints as Readonly<Record<string, unknown>>).filter((entry): entry is [string, ComponentFacts] =>
    isComponent(entry[1]),
  );
  const rules = components.flatMap(([component, { rules }]) => rules.map((rule) => ({ component, rule })));
  return [...new Set(rules.map(({ rule }) => rule.id))].flatMap((id) => {
    const uses = rules.filter(({ rule }) => rule.id === id);
    const [first] = uses;
    return first === undefined ? [] : [explainRule(first.rule, [...new Set(uses.map(({ component }) => component))])];
  });
}

function explainRule({ id, message, severity, source, facts, hint }: RuleFacts, components: readonly string[]): Explanation {
  return {
    kind: "rule",
    name: id,
    description: message,
    severity,
    components,
    source,
    ...(facts && { facts }),
    ...(hint !== undefined && { hint }),
  };
}

function explainErrorCodes(): Explanation[] {
  return Object.entries(errorCodes).map(([name, code]) => {
    const { meaning, hint, ...rest }: { readonly meaning: string; readonly hint?: string } = code;
    return { kind: "error-code", name, description: meaning, ...rest, ...(hint !== undefined && { hint }) };
  });
}

function explainStates(): Explanation[] {
  const { source, properties } = constraints.Show2DDigitalHumanVideoResponse;
  const stateAliases: Readonly<Record<string, string>> = aliases.Show2DDigitalHumanVideoResponse.state;
  const meanings: Readonly<Record<string, string>> = properties.state.enum;
  const states = Object.entries(meanings).map(([name, description]) => ({
    kind: "state" as const,
    name,
    description,
    phase: phaseOf(name),
    source,
  }));
  const aliasStates = Object.entries(stateAliases).map(([name, canonical]) => ({
    kind: "state" as const,
    name,
    description: `Alias of ${canonical}. ${meanings[canonical] ?? ""}`.trim(),
    phase: phaseOf(canonical),
    source,
  }));
  return [...states, ...aliasStates];
}

function isComponent(value: unknown): value is ComponentFacts {
  return typeof value === "object" && value !== null && "rules" in value && "properties" in value;
}
