import { type Command, InvalidArgumentError } from "commander";
import { ListDigitalHumanVideoParameters as facts } from "../../../generated/constraints.js";
import { listDigitalHumanVideo } from "../../../generated/operations.js";
import type { PropertyFacts } from "../../constraints.js";
import type { Parameter } from "../../core/operation.js";
import { redactUrls } from "../../core/redact.js";
import type { Issue } from "../../validators.js";
import type { CliContext } from "../context.js";
import { didYouMean } from "../did-you-mean.js";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { runInterruptible } from "../interrupt.js";
import { stripControlChars } from "../output.js";
import { addServiceOptions } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";

type Flags = ServiceFlags & { readonly json?: boolean };

const allParameters: readonly Parameter[] = listDigitalHumanVideo.parameters;
const propertyFacts: Readonly<Record<string, PropertyFacts>> = facts.properties;

/** Parameters that become flags. The others are set by client options. */
const parameters = allParameters.filter(({ clientOption }) => clientOption === undefined);

/** `list`: prints the tasks of a project. Its flags are generated from the parameters of the operation. */
export function addList(program: Command, context: CliContext): void {
  const command = addServiceOptions(program.command("list").description("List the tasks of a project")).option(
    "--json",
    "Raw response as JSON, including signed URLs",
  );
  for (const parameter of parameters) {
    const placeholder = parameter.type === "array" ? "values" : parameter.type;
    command.option(`--${flagName(parameter.name)} <${placeholder}>`, parameterDescription(parameter), parserFor(parameter));
  }
  command.action((flags: Flags) => list(flags, command, context));
  withHelp(command, {
    examples: ["list", "list --state SUCCEED --limit 100 --json"],
    exitCodes: ["authentication", "service", "interrupted"],
  });
}

async function list(flags: Flags, command: Command, context: CliContext): Promise<void> {
  const { output } = context;
  const { connect, validateListDigitalHumanVideoParameters } = await import("../service-deps.js");
  const query = Object.fromEntries(
    parameters.map(({ name }) => [name, command.getOptionValue(camelCase(name))] as const).filter(([, value]) => value !== undefined),
  );
  rejectInvalidFlags(validateListDigitalHumanVideoParameters({ project_id: "-", ...query }));
  const client = await connect(flags, context);
  const response = await runInterruptible(context, (signal) => client.listDigitalHumanVideo(query, { signal }));
  if (flags.json) return output.printJson(response);
  const { count, jobs = [] } = response;
  for (const { job_id, state, job_type, create_time, output_asset_config } of jobs)
    output.print([job_id, state, job_type, create_time, output_asset_config?.asset_name].map(formatCell).join("\t"));
  const noun = jobs.length === 1 && count === undefined ? "task" : "tasks";
  output.printMessage(`${jobs.length}${count === undefined ? "" : ` of ${count}`} ${noun}`);
}

const flagName = (name: string): string => name.replaceAll("_", "-");
const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Describes a parameter by its values, range and default. */
function parameterDescription({ name }: Parameter): string {
  const { enum: values, minimum, maximum, default: defaultValue } = propertyFacts[name] ?? {};
  const parts = [
    values && Object.keys(values).join(" | "),
    minimum !== undefined && maximum !== undefined && `${minimum} to ${maximum}`,
    defaultValue !== undefined && `default ${String(defaultValue)}`,
  ];
  return parts.filter((part) => typeof part === "string").join(", ") || `Value of the ${name} query parameter`;
}

function parserFor({ name, type }: Parameter): (text: string) => unknown {
  const values = Object.keys(propertyFacts[name]?.enum ?? {});
  return (text) => {
    if (type === "array") return text.split(",");
    if (values.length > 0 && !values.includes(text))
      throw new InvalidArgumentError(didYouMean(text, values, `Expected one of: ${values.join(", ")}.`));
    if (type !== "integer" && type !== "number") return text;
    if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError("Expected an integer.");
    return Number(text);
  };
}

/** Throws `UsageError` for the first error, named after its flag. */
function rejectInvalidFlags(issues: readonly Issue[]): void {
  const [issue] = issues.filter(({ severity }) => severity === "error");
  if (issue === undefined) return;
  const name = issue.path.slice(1).split("/")[0] ?? "";
  throw new UsageError(`--${flagName(name)}: ${issue.message}.`, issue.hint ?? "Run metastudio-video list --help for the accepted values.");
}

const formatCell = (value: unknown): string => (value == null ? "-" : stripControlChars(redactUrls(String(value))).replace(/\s+/g, " "));
