import type { Command } from "commander";
import { didYouMean, quoteArgument } from "../../json/did-you-mean.js";
import type { CliContext } from "../context.js";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";

/** `explain RULE|ERROR-CODE|STATE`: prints the meaning, the source and the fix. */
export function addExplain(program: Command, context: CliContext): void {
  const command = program
    .command("explain")
    .argument("<name>", "Rule ID, error code of the service or the client, HTTP status, or task state")
    .description("Explain a rule, error code or task state, and how to fix it")
    .option("--json", "Explanation as JSON")
    .action((name: string, flags: { readonly json?: boolean }) => explain(name, flags, context));
  withHelp(command, { examples: ["explain layer-overflow-x", "explain MSS.00000003", "explain not-found", "explain BLOCK"] });
}

async function explain(name: string, { json }: { readonly json?: boolean }, { output }: CliContext): Promise<void> {
  const { findExplanation, listExplanations } = await import("../explain-index.js");
  const explanations = listExplanations();
  const explanation = findExplanation(name, explanations);
  if (explanation === undefined) {
    const names = explanations.map((candidate) => candidate.name);
    throw new UsageError(
      `Unknown rule, error code or task state ${quoteArgument(name)}.`,
      didYouMean(name, names, "Rule IDs are printed by check; states and error codes are in responses of the service."),
    );
  }
  if (json) return output.printJson(explanation);
  const { bold, dim } = output.colors("stdout");
  const { kind, name: title, description, ...facts } = explanation;
  const rows = Object.entries(facts).map(
    ([fact, value]) => `  ${dim(fact.padEnd(12))}${Array.isArray(value) ? value.join(", ") : String(value)}`,
  );
  output.print([`${bold(title)} (${kind.replace("-", " ")})`, `  ${description}`, ...rows].join("\n"));
}
