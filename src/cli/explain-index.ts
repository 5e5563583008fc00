import * as constraints from "../../generated/constraints.js";
import { errorCodes } from "../../generated/error-codes.js";
import { aliases } from "../../generated/operations.js";
import type { ComponentFacts, RuleFacts } from "../constraints.js";
import { phaseOf } from "../tasks/task-state.js";
import { clientErrors } from "./client-errors.js";

/** Explanation of a rule, an error code of the service or the client, an HTTP status or a task state. */
export interface Explanation {
  readonly kind: "rule" | "error-code" | "client-error" | "http-status" | "state";
  readonly name: string;
  readonly description: string;
  readonly [fact: string]: unknown;
}

/** Returns all explanations. */
export function listExplanations(): Explanation[] {
  return [...explainRules(), ...explainErrorCodes(), ...explainClientErrors(), ...explainStatuses(), ...explainStates()];
}

/** Finds a name, ignoring case. The gateway uses two prefixes for one code: APIG and APIGW. A class name finds its error code. */
export function findExplanation(name: string, explanations: readonly Explanation[]): Explanation | undefined {
  const normalize = (text: string): string => text.toLowerCase().replace(/^apig\./, "apigw.");
  const code = name.replace(/Error$/, "").replace(/(?<=[a-z])(?=[A-Z])/g, "-");
  return [name, normalize(name), normalize(code)]
    .map((wanted) => explanations.find((one) => one.name === wanted || normalize(one.name) === wanted))
    .find((found) => found !== undefined);
}

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

function explainClientErrors(): Explanation[] {
  return Object.entries(clientErrors).map(([name, description]) => ({
    kind: "client-error",
    name,
    description,
    class: `${name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Error`,
    source: "docs/errors.md",
  }));
}

function explainStatuses(): Explanation[] {
  const codes = Object.entries(errorCodes);
  return [...new Set(codes.map(([, { status }]) => status))].map((status) => ({
    kind: "http-status",
    name: String(status),
    description: `HTTP status of ${codes
      .filter(([, code]) => code.status === status)
      .map(([name]) => name)
      .join(", ")}. Explain the code in the response.`,
  }));
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
