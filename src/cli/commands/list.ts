import { type Command, InvalidArgumentError } from "commander";
import { ListDigitalHumanVideoParameters as facts } from "../../../generated/constraints.js";
import { listDigitalHumanVideo } from "../../../generated/operations.js";
import type { PropertyFacts } from "../../constraints.js";
import type { Parameter } from "../../core/operation.js";
import { redactLinks } from "../../core/redact.js";
import type { Issue } from "../../validators.js";
import { didYouMean } from "../did-you-mean.js";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { interruptible } from "../interrupt.js";
import { print, printJson, tell, visible } from "../output.js";
import { withService } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";

const parameters: readonly Parameter[] = listDigitalHumanVideo.parameters;
const known: Readonly<Record<string, PropertyFacts>> = facts.properties;

/** What the client's own options fill is no flag of `list`. */
const queries = parameters.filter(({ clientOption }) => clientOption === undefined);

/** `list`: the tasks of a project. Its flags are the parameters of the operation. */
export function addList(program: Command): void {
  const command = withService(program.command("list").description("list the tasks of a project")).option(
    "--json",
    "the answer as the service gives it, links whole",
  );
  for (const parameter of queries) {
    command.option(
      `--${flagOf(parameter.name)} <${parameter.type === "array" ? "values" : parameter.type}>`,
      describe(parameter),
      reader(parameter),
    );
  }
  command.action(list);
  withHelp(command, {
    examples: ["list", "list --state SUCCEED --limit 100 --json"],
    exits: ["authentication", "service", "interrupted"],
  });
}

async function list(flags: ServiceFlags & { readonly json?: boolean }, command: Command): Promise<void> {
  const { connect, validateListDigitalHumanVideoParameters } = await import("../service-deps.js");
  const asked = Object.fromEntries(
    queries
      .map(({ name }) => [name, command.getOptionValue(name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()))] as const)
      .filter(([, value]) => value !== undefined),
  );
  refuse(validateListDigitalHumanVideoParameters({ project_id: "-", ...asked }));
  const client = await connect(flags);
  const answer = await interruptible((signal) => client.listDigitalHumanVideo(asked, { signal }));
  if (flags.json) return printJson(answer);
  const { count, jobs = [] } = answer;
  for (const { job_id, state, job_type, create_time, output_asset_config } of jobs)
    print([job_id, state, job_type, create_time, output_asset_config?.asset_name].map(cell).join("\t"));
  tell(`${jobs.length}${count === undefined ? "" : ` of ${count}`} ${jobs.length === 1 && count === undefined ? "task" : "tasks"}`);
}

const flagOf = (name: string): string => name.replaceAll("_", "-");

/** What the contract says of a parameter: its values, its range, its default. */
function describe({ name }: Parameter): string {
  const { enum: values, minimum, maximum, default: usual } = known[name] ?? {};
  const parts = [
    values && Object.keys(values).join(" | "),
    minimum !== undefined && maximum !== undefined && `${minimum} to ${maximum}`,
    usual !== undefined && `default ${String(usual)}`,
  ];
  return parts.filter((part) => typeof part === "string").join(", ") || `${name} of the operation`;
}

function reader({ name, type }: Parameter): (text: string) => unknown {
  const values = Object.keys(known[name]?.enum ?? {});
  return (text) => {
    if (type === "array") return text.split(",");
    if (values.length > 0 && !values.includes(text))
      throw new InvalidArgumentError(didYouMean(text, values, `Expected one of ${values.join(", ")}.`));
    if (type !== "integer" && type !== "number") return text;
    if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
    return Number(text);
  };
}

/** Flags that the contract does not allow are wrong usage, told before anything is sent. */
function refuse(issues: readonly Issue[]): void {
  const [issue] = issues.filter(({ severity }) => severity === "error");
  if (issue === undefined) return;
  const name = issue.path.slice(1).split("/")[0] ?? "";
  throw new UsageError(`--${flagOf(name)}: ${issue.message}.`, issue.hint ?? "Its values are told by: metastudio-video list --help");
}

const cell = (value: unknown): string => (value == null ? "-" : visible(redactLinks(String(value))).replace(/\s+/g, " "));
