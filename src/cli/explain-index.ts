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
  const rules = new Map<string, { readonly rule: RuleFacts; readonly components: Set<string> }>();
  for (const [component, facts] of Object.entries<object>(constraints))
    for (const rule of isComponent(facts) ? facts.rules : []) {
      const known = rules.get(rule.id) ?? { rule, components: new Set() };
      rules.set(rule.id, known);
      known.components.add(component);
    }
  return [...rules.values()].map(({ rule: { id, message, severity, source, facts, hint }, components }) => ({
    kind: "rule",
    name: id,
    description: message,
    severity,
    components: [...components],
    source,
    ...(facts && { facts }),
    ...(hint !== undefined && { hint }),
  }));
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
  return [...new Set(codes.map(([, { status }]) => status))].map((status) => {
    const names = codes.flatMap(([name, code]) => (code.status === status ? name : []));
    return {
      kind: "http-status",
      name: String(status),
      description: `HTTP status of ${names.join(", ")}. Explain the code in the response.`,
    };
  });
}

function explainStates(): Explanation[] {
  const { source, properties } = constraints.Show2DDigitalHumanVideoResponse;
  const meanings: Readonly<Record<string, string>> = properties.state.enum;
  const explain = (name: string, canonical: string, description: string): Explanation => {
    return { kind: "state", name, description, phase: phaseOf(canonical), source };
  };
  return [
    ...Object.entries(meanings).map(([name, description]) => explain(name, name, description)),
    ...Object.entries<string>(aliases.Show2DDigitalHumanVideoResponse.state).map(([name, canonical]) =>
      explain(name, canonical, `Alias of ${canonical}. ${meanings[canonical] ?? ""}`.trim()),
    ),
  ];
}

const isComponent = (value: object): value is ComponentFacts => "rules" in value && "properties" in value;
