import { didYouMean, quoteArgument } from "../../core/strings.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../exit-codes.js";
import { flag } from "../options.js";

export const explain = defineCommand({
  name: "explain",
  description: "Explain a rule, error code or task state, and how to fix it",
  arguments: { "<name>": "Rule ID, error code of the service or the client, HTTP status, or task state" },
  options: { json: flag("Explanation as JSON") },
  examples: ["explain layer-overflow-x", "explain MSS.00000003", "explain not-found", "explain BLOCK"],
  async run({ args, flags, output }) {
    const { name } = args;
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
    if (flags.json) return output.printJson(explanation);
    const { bold, dim } = output.colors("stdout");
    const { kind, name: title, description, ...facts } = explanation;
    const rows = Object.entries(facts).map(
      ([fact, value]) => `  ${dim(fact.padEnd(12))}${Array.isArray(value) ? value.join(", ") : String(value)}`,
    );
    output.print([`${bold(title)} (${kind.replace("-", " ")})`, `  ${description}`, ...rows].join("\n"));
  },
});
