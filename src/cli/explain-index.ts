import * as constraints from "../../generated/constraints.js";
import { errorCodes } from "../../generated/error-codes.js";
import { aliases } from "../../generated/operations.js";
import type { ComponentFacts, RuleFacts } from "../constraints.js";
import { phaseOf } from "../tasks/task-state.js";

/** What the contract knows under a name. */
export interface Explanation {
  readonly kind: "rule" | "error-code" | "state";
  readonly name: string;
  readonly what: string;
  readonly [fact: string]: unknown;
}

/** Every rule, every error code of the service and every state of a task. */
export const catalogue = (): Explanation[] => [...rules(), ...codes(), ...states()];

function rules(): Explanation[] {
  const components = Object.entries(constraints as Readonly<Record<string, unknown>>).filter((entry): entry is [string, ComponentFacts] =>
    isComponent(entry[1]),
  );
  const ids = [...new Set(components.flatMap(([, { rules }]) => rules.map(({ id }) => id)))];
  return ids.flatMap((id) => {
    const hosts = components.filter(([, component]) => component.rules.some((rule) => rule.id === id));
    const rule = hosts[0]?.[1].rules.find((one) => one.id === id);
    return rule === undefined
      ? []
      : [
          ofRule(
            rule,
            hosts.map(([host]) => host),
          ),
        ];
  });
}

function ofRule({ id, message, severity, source, facts, hint }: RuleFacts, where: readonly string[]): Explanation {
  return {
    kind: "rule",
    name: id,
    what: message,
    severity,
    where,
    source,
    ...(facts && { facts }),
    ...(hint !== undefined && { fix: hint }),
  };
}

function codes(): Explanation[] {
  return Object.entries(errorCodes).map(([name, code]) => {
    const { meaning, hint, ...rest }: { readonly meaning: string; readonly hint?: string } = code;
    return { kind: "error-code", name, what: meaning, ...rest, ...(hint !== undefined && { fix: hint }) };
  });
}

function states(): Explanation[] {
  const { source, properties } = constraints.Show2DDigitalHumanVideoResponse;
  const spellings: Readonly<Record<string, string>> = aliases.Show2DDigitalHumanVideoResponse.state;
  const meanings: Readonly<Record<string, string>> = properties.state.enum;
  const known = Object.entries(meanings).map(([name, what]) => ({ kind: "state" as const, name, what, wait: phaseOf(name), source }));
  const others = Object.entries(spellings).map(([name, right]) => ({
    kind: "state" as const,
    name,
    what: `Another spelling of ${right}. ${meanings[right] ?? ""}`.trim(),
    wait: phaseOf(right),
    source,
  }));
  return [...known, ...others];
}

function isComponent(value: unknown): value is ComponentFacts {
  return typeof value === "object" && value !== null && "rules" in value && "properties" in value;
}
