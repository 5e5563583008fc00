import { type Command, InvalidArgumentError } from "commander";
import { ListDigitalHumanVideoParameters as facts, Show2DDigitalHumanVideoResponse as taskFacts } from "../../../generated/constraints.js";
import { aliases, listDigitalHumanVideo } from "../../../generated/operations.js";
import type { Client } from "../../client.js";
import type { PropertyFacts } from "../../constraints.js";
import type { Parameter } from "../../core/operation.js";
import { redactUrls } from "../../core/redact.js";
import { didYouMean } from "../../json/did-you-mean.js";
import type { Issue } from "../../validators.js";
import type { CliContext } from "../context.js";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { explicitFlags, formatCommand, runInterruptible } from "../interrupt.js";
import { addServiceOptions } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";
import { formatTable } from "../terminal-text.js";

type Flags = ServiceFlags & { readonly json?: boolean };

const allParameters: readonly Parameter[] = listDigitalHumanVideo.parameters;
const propertyFacts: Readonly<Record<string, PropertyFacts>> = facts.properties;
const states = [...Object.keys(taskFacts.properties.state.enum), ...Object.keys(aliases.Show2DDigitalHumanVideoResponse.state)];

/** Sort order unless a flag sets another: newest first. */
const NEWEST_FIRST = { sort_key: "create_time", sort_dir: "desc" };

/** Parameters that become flags. The others are set by client options. */
const parameters = allParameters.filter(({ clientOption }) => clientOption === undefined);

/** `list`: prints the tasks of a project. Its flags are generated from the parameters of the operation. */
export function addList(program: Command, context: CliContext): void {
  const command = addServiceOptions(program.command("list").description("List the tasks of a project, newest first")).option(
    "--json",
    "Raw response as JSON, including signed URLs",
  );
  for (const parameter of parameters) {
    const placeholder = parameter.type === "array" ? "values" : parameter.type;
    command.option(`--${flagName(parameter.name)} <${placeholder}>`, parameterDescription(parameter), parserFor(parameter));
  }
  command.action((flags: Flags) => list(flags, command, context));
  withHelp(command, {
    examples: ["list", "list --state SUCCEED --create-since 2026-01-31", "list --limit 100 --json"],
    exitCodes: ["authentication", "service", "interrupted"],
  });
}

async function list(flags: Flags, command: Command, context: CliContext): Promise<void> {
  const { output } = context;
  const { connect } = await import("../settings.js");
  const { validateListDigitalHumanVideoParameters } = await import("../../validators.js");
  const given = parameters.map(({ name }) => [name, command.getOptionValue(camelCase(name))] as const);
  const query = { ...NEWEST_FIRST, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
  rejectInvalidFlags(validateListDigitalHumanVideoParameters({ project_id: "-", ...query }));
  const client = await connect(flags, context);
  const response = await runInterruptible(context, (signal) => client.listDigitalHumanVideo(query as ListQuery, { signal }));
  if (flags.json) return output.printJson(response);
  const { count, jobs = [] } = response;
  const rows = jobs.map(({ job_id, state, job_type, create_time, output_asset_config }) =>
    [job_id, state, job_type, create_time, output_asset_config?.asset_name].map(formatCell),
  );
  if (output.isTerminal("stdout") && rows.length > 0) output.print(formatTable([HEADER, ...rows]));
  else for (const row of rows) output.print(row.join("\t"));
  const noun = jobs.length === 1 && count === undefined ? "task" : "tasks";
  output.printMessage(`${jobs.length}${count === undefined ? "" : ` of ${count}`} ${noun}`);
  const next = ((query as ListQuery).offset ?? 0) + jobs.length;
  if (count !== undefined && next < count && jobs.length > 0) output.printMessage(`More: ${nextPageCommand(command, next)}`);
}

type ListQuery = NonNullable<Parameters<Client["listDigitalHumanVideo"]>[0]>;

const HEADER = ["JOB", "STATE", "TYPE", "CREATED", "NAME"];

function nextPageCommand(command: Command, offset: number): string {
  const flags = explicitFlags(
    command,
    command.options.map((option) => option.attributeName()).filter((name) => name !== "offset"),
  );
  return formatCommand(["list", ...flags, "--offset", String(offset)]);
}

const flagName = (name: string): string => name.replaceAll("_", "-");
const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Describes a parameter by its values, range and default. */
function parameterDescription({ name }: Parameter): string {
  if (name === "state") return states.join(" | ");
  if (name === "create_since" || name === "create_until")
    return `${name === "create_since" ? "Earliest" : "Latest"} creation: a date, or a time with its offset (UTC)`;
  const { enum: values, minimum, maximum, default: contractDefault } = propertyFacts[name] ?? {};
  const defaultValue = new Map(Object.entries(NEWEST_FIRST)).get(name) ?? contractDefault;
  const parts = [
    values && Object.keys(values).join(" | "),
    minimum !== undefined && maximum !== undefined && `${minimum} to ${maximum}`,
    defaultValue !== undefined && `default ${String(defaultValue)}`,
  ];
  return parts.filter((part) => typeof part === "string").join(", ") || `Value of the ${name} query parameter`;
}

function parserFor({ name, type }: Parameter): (text: string) => unknown {
  const values = name === "state" ? states : Object.keys(propertyFacts[name]?.enum ?? {});
  return (text) => {
    if (type === "array") return text.split(",");
    if (name === "create_since" || name === "create_until") return parseTime(text);
    if (values.length > 0 && !values.includes(text))
      throw new InvalidArgumentError(didYouMean(text, values, `Expected one of: ${values.join(", ")}.`));
    if (type !== "integer" && type !== "number") return text;
    if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError("Expected an integer.");
    return Number(text);
  };
}

/** Parses a date, or a time with its offset, to the format of `create_time`. */
function parseTime(text: string): string {
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const ms = isTime ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError("Expected a date such as 2026-01-31, or a time such as 2026-01-31T08:00:00Z.");
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Throws `UsageError` for the first error, named after its flag. */
function rejectInvalidFlags(issues: readonly Issue[]): void {
  const [issue] = issues.filter(({ severity }) => severity === "error");
  if (issue === undefined) return;
  const name = issue.path.slice(1).split("/")[0] ?? "";
  throw new UsageError(`--${flagName(name)}: ${issue.message}.`, issue.hint ?? "Run metastudio-video list --help for the accepted values.");
}

const formatCell = (value: unknown): string => (value == null ? "-" : redactUrls(String(value)).replace(/\s+/g, " "));
