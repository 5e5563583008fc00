import { Show2DDigitalHumanVideoResponse as facts } from "../../../generated/constraints.js";
import { errorCodes } from "../../../generated/error-codes.js";
import { redactUrls } from "../../core/redact.js";
import type { Task } from "../../tasks/task-state.js";
import { defineCommand } from "../command.js";
import { flag, serviceOptions } from "../options.js";
import { callService } from "../service.js";

export const get = defineCommand({
  name: "get",
  description: "Show the current state of a task",
  arguments: { "<job>": "Task ID" },
  options: {
    ...serviceOptions,
    showScript: flag("Include the script of the task"),
    json: flag("Raw response as JSON, including signed URLs"),
  },
  examples: ["get 26f06524-4f75-4b3a-a853-b649a21aaf66", "get JOB --show-script --json > task.json"],
  exitCodes: ["authentication", "service", "interrupted"],
  async run(invocation) {
    const { args, flags, output } = invocation;
    const options = flags.showScript ? { show_script: true } : {};
    const task = await callService(invocation, ({ tasks }, signal) => tasks.get(args.job, { signal, ...options }));
    if (flags.json) output.printJson(task);
    else output.print(formatTask(task));
  },
});

const stateDescriptions: Readonly<Record<string, string>> = facts.properties.state.enum;
const errorCodeFacts: Readonly<Record<string, { readonly meaning: string; readonly hint?: string }>> = errorCodes;

/** Returns the description of a state; an empty string for an unknown state. */
export const describeState = (state: string): string => (Object.hasOwn(stateDescriptions, state) ? (stateDescriptions[state] ?? "") : "");

/** Formats a task as human-readable text: one property per line, URLs without their signatures. */
function formatTask({ output_asset_config: asset, error_info: error, ...task }: Task): string {
  const codeFacts = error?.error_code !== undefined && Object.hasOwn(errorCodeFacts, error.error_code) && errorCodeFacts[error.error_code];
  const { meaning = "", hint } = codeFacts || {};
  const texts = (object: object): [string, unknown][] =>
    Object.entries(object).filter(([, value]) => value !== null && typeof value !== "object");
  const lines = [task, asset ?? {}, error ?? {}].flatMap(texts).map(([name, value]) => {
    const description = name === "state" ? describeState(String(value)) : name === "error_code" ? meaning : "";
    return row(name, [formatValue(value), description].filter((text) => text !== "").join("  "));
  });
  const script = Object.entries(task).flatMap(([name, value]) => (typeof value === "object" && name in facts.properties ? name : []));
  if (script.length > 0) lines.push(row("script", `${script.join(", ")}  (print with --json)`));
  if (hint !== undefined) lines.push(row("hint", hint));
  return lines.join("\n");
}

const row = (name: string, text: string): string => `${name.padEnd(18)}${text}`;

/** Longer values are truncated. */
const MAX_VALUE_LENGTH = 160;

/** Formats a value on one line. */
function formatValue(value: unknown): string {
  const text = redactUrls(String(value)).replace(/\s+/g, " ");
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH - 3)}...` : text;
}
