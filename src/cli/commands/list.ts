import { InvalidArgumentError } from "commander";
import { ListDigitalHumanVideoParameters as facts, Show2DDigitalHumanVideoResponse as taskFacts } from "../../../generated/constraints.js";
import { aliases, listDigitalHumanVideo } from "../../../generated/operations.js";
import type { Client } from "../../client.js";
import type { PropertyFacts } from "../../constraints.js";
import type { Parameter } from "../../core/operation.js";
import type { Issue } from "../../validators.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../exit-codes.js";
import { flag, type OptionSpec, parseChoice, serviceOptions, value } from "../options.js";
import { callService, explicitFlags, formatCommand } from "../service.js";

const allParameters: readonly Parameter[] = listDigitalHumanVideo.parameters;
const propertyFacts: Readonly<Record<string, PropertyFacts>> = facts.properties;
const states = [...Object.keys(taskFacts.properties.state.enum), ...Object.keys(aliases.Show2DDigitalHumanVideoResponse.state)];

/** Sort order unless a flag sets another: newest first. */
const NEWEST_FIRST: Readonly<Record<string, string>> = { sort_key: "create_time", sort_dir: "desc" };

type ListQuery = NonNullable<Parameters<Client["listDigitalHumanVideo"]>[0]>;

/** Parameters that become flags, by the name of the flag. The others are set by client options. */
const parameters = new Map(
  allParameters
    .filter(({ clientOption }) => clientOption === undefined)
    .map((parameter) => [parameter.name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), parameter]),
);

const filterOptions: Readonly<Record<string, OptionSpec>> = Object.fromEntries(
  [...parameters].map(([name, parameter]) => [
    name,
    value(parameter.type === "array" ? "values" : parameter.type, descriptionOf(parameter), { parse: parserOf(parameter) }),
  ]),
);

export const list = defineCommand({
  name: "list",
  description: "List the tasks of a project, newest first",
  options: { ...serviceOptions, json: flag("Raw response as JSON, including signed URLs"), ...filterOptions },
  examples: ["list", "list --state SUCCEED --create-since 2026-01-31", "list --limit 100 --json"],
  exitCodes: ["authentication", "service", "interrupted"],
  async run(invocation) {
    const { output, command } = invocation;
    const flags: Readonly<Record<string, unknown>> = invocation.flags;
    const { validateListDigitalHumanVideoParameters } = await import("../../validators.js");
    const given = [...parameters].map(([name, parameter]) => [parameter.name, flags[name]] as const);
    const query = { ...NEWEST_FIRST, ...Object.fromEntries(given.filter(([, text]) => text !== undefined)) } as ListQuery;
    rejectInvalidFlags(validateListDigitalHumanVideoParameters({ project_id: "-", ...query }));
    const response = await callService(invocation, (client, signal) => client.listDigitalHumanVideo(query, { signal }));
    if (flags["json"]) return output.printJson(response);
    const { count, jobs = [] } = response;
    output.printTable(
      jobs.map(({ job_id, state, job_type, create_time, output_asset_config: asset }) => {
        return { JOB: job_id, STATE: state, TYPE: job_type, CREATED: create_time, NAME: asset?.asset_name };
      }),
    );
    output.printMessage(
      count === undefined ? `${jobs.length} ${jobs.length === 1 ? "task" : "tasks"}` : `${jobs.length} of ${count} tasks`,
    );
    const next = (query.offset ?? 0) + jobs.length;
    if (count === undefined || next >= count || jobs.length === 0) return;
    const names = command.options.map((option) => option.attributeName()).filter((name) => name !== "offset");
    output.printMessage(`More: ${formatCommand(["list", ...explicitFlags(command, names), "--offset", String(next)])}`);
  },
});

function isTime(name: string): boolean {
  return name === "create_since" || name === "create_until";
}

/** Describes a parameter by its values, range and default. */
function descriptionOf({ name }: Parameter): string {
  if (name === "state") return states.join(" | ");
  if (isTime(name)) return `${name === "create_since" ? "Earliest" : "Latest"} creation: a date, or a time with its offset (UTC)`;
  const { enum: values, minimum, maximum, default: contractDefault } = propertyFacts[name] ?? {};
  const defaultValue = NEWEST_FIRST[name] ?? contractDefault;
  const parts = [
    values && Object.keys(values).join(" | "),
    minimum !== undefined && maximum !== undefined && `${minimum} to ${maximum}`,
    defaultValue !== undefined && `default ${String(defaultValue)}`,
  ];
  return parts.filter((part) => typeof part === "string").join(", ") || `Value of the ${name} query parameter`;
}

function parserOf({ name, type }: Parameter): (text: string) => unknown {
  const values = name === "state" ? states : Object.keys(propertyFacts[name]?.enum ?? {});
  if (type === "array") return (text) => text.split(",");
  if (isTime(name)) return parseTime;
  if (values.length > 0) return parseChoice(...values);
  return type === "integer" || type === "number" ? parseWhole : (text) => text;
}

/** The range is that of the contract. */
function parseWhole(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError("Expected an integer.");
  return Number(text);
}

/** Parses a date, or a time with its offset, to the format of `create_time`. */
function parseTime(text: string): string {
  const ms = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError("Expected a date such as 2026-01-31, or a time such as 2026-01-31T08:00:00Z.");
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Throws `UsageError` for the first error, named after its flag. */
function rejectInvalidFlags(issues: readonly Issue[]): void {
  const issue = issues.find(({ severity }) => severity === "error");
  if (issue === undefined) return;
  const name = issue.path.slice(1).split("/")[0] ?? "";
  throw new UsageError(
    `--${name.replaceAll("_", "-")}: ${issue.message}.`,
    issue.hint ?? "Run metastudio-video list --help for the accepted values.",
  );
}
