import type { Command } from "commander";
import * as constraints from "../../../generated/constraints.js";
import { errorCodes } from "../../../generated/error-codes.js";
import { aliases } from "../../../generated/operations.js";
import type { ComponentFacts, RuleFacts } from "../../constraints.js";
import { phaseOf } from "../../tasks/task.js";
import { UsageError } from "../exit.js";
import { examples } from "../help.js";
import { paint, print, printJson } from "../output.js";
import { didYouMean } from "../similar.js";

/** What the contract knows under a name. */
interface Explanation {
  readonly kind: "rule" | "error-code" | "state";
  readonly name: string;
  readonly what: string;
  readonly [fact: string]: unknown;
}

/** `explain RULE|ERROR-CODE|STATE`: what it means, where it is documented, how to mend it. */
export function addExplain(program: Command): void {
  program
    .command("explain")
    .argument("<name>", "a rule, an error code of the service, or a state of a task")
    .description("say what a rule, an error code or a state means, and how to mend it")
    .option("--json", "as JSON")
    .addHelpText("before", examples(["explain layer-overflow-x", "explain MSS.00000003", "explain BLOCK"]))
    .action(explain);
}

function explain(name: string, { json }: { readonly json?: boolean }): void {
  const all = [...rules(), ...codes(), ...states()];
  const found = all.find((one) => one.name === name) ?? all.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) {
    const names = all.map((one) => one.name);
    throw new UsageError(
      `There is no rule, error code or state ${JSON.stringify(name)}.`,
      didYouMean(name, names, "Rules stand in the findings of check; states and codes in the answers of the service."),
    );
  }
  if (json) return printJson(found);
  const { bold, dim } = paint(process.stdout);
  const { kind, name: title, what, ...rest } = found;
  const rows = Object.entries(rest).map(
    ([fact, value]) => `  ${dim(fact.padEnd(10))}${Array.isArray(value) ? value.join(", ") : String(value)}`,
  );
  print([`${bold(title)} (${kind.replace("-", " ")})`, `  ${what}`, ...rows].join("\n"));
}

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
    ...(hint !== undefined && { mend: hint }),
  };
}

function codes(): Explanation[] {
  return Object.entries(errorCodes).map(([name, code]) => {
    const { meaning, hint, ...rest }: { readonly meaning: string; readonly hint?: string } = code;
    return { kind: "error-code", name, what: meaning, ...rest, ...(hint !== undefined && { mend: hint }) };
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
