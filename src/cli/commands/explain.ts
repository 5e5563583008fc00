import type { Command } from "commander";
import { didYouMean } from "../did-you-mean.js";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { paint, print, printJson } from "../output.js";
import { host } from "../process-context.js";
import { shown } from "../quote-argument.js";

/** `explain RULE|ERROR-CODE|STATE`: what it means, where it is documented, how to fix it. */
export function addExplain(program: Command): void {
  const command = program
    .command("explain")
    .argument("<name>", "a rule, an error code of the service, or a state of a task")
    .description("say what a rule, an error code or a state means, and how to fix it")
    .option("--json", "as JSON")
    .action(explain);
  withHelp(command, { examples: ["explain layer-overflow-x", "explain MSS.00000003", "explain BLOCK"] });
}

async function explain(name: string, { json }: { readonly json?: boolean }): Promise<void> {
  const { catalogue } = await import("../explain-index.js");
  const all = catalogue();
  const found = all.find((one) => one.name === name) ?? all.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) {
    const names = all.map((one) => one.name);
    throw new UsageError(
      `There is no rule, error code or state ${shown(name)}.`,
      didYouMean(name, names, "Rules stand in the findings of check; states and codes in the answers of the service."),
    );
  }
  if (json) return printJson(found);
  const { bold, dim } = paint(host().stdout);
  const { kind, name: title, what, ...rest } = found;
  const rows = Object.entries(rest).map(
    ([fact, value]) => `  ${dim(fact.padEnd(10))}${Array.isArray(value) ? value.join(", ") : String(value)}`,
  );
  print([`${bold(title)} (${kind.replace("-", " ")})`, `  ${what}`, ...rows].join("\n"));
}
