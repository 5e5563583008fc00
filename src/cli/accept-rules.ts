import { type Command, InvalidArgumentError } from "commander";
import * as constraints from "../../generated/constraints.js";
import { didYouMean } from "../json/did-you-mean.js";

/** Flags of commands that validate. */
export interface AcceptFlags {
  /** IDs of the accepted rules. */
  readonly accept?: readonly string[];
}

/** Adds `--accept`, which can be repeated. */
export function addAcceptOption(command: Command): Command {
  return command.option(
    "--accept <rule>",
    "Accept the issues of this rule; they are listed without effect (repeat the flag, or separate ids by commas)",
    (text: string, previous: readonly string[] = []) => [...previous, ...text.split(",").map((id) => parseRuleId(id.trim()))],
  );
}

function parseRuleId(id: string): string {
  const ids = Object.values(constraints as Readonly<Record<string, { readonly rules?: readonly { readonly id: string }[] }>>).flatMap(
    ({ rules = [] }) => rules.map((rule) => rule.id),
  );
  if (ids.includes(id)) return id;
  throw new InvalidArgumentError(didYouMean(id, ids, "Run metastudio-video explain --json to list the rules."));
}
