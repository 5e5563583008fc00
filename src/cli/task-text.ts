import { Show2DDigitalHumanVideoResponse as facts } from "../../generated/constraints.js";
import { errorCodes } from "../../generated/error-codes.js";
import { redactUrls } from "../core/redact.js";
import type { Task } from "../tasks/task-state.js";

const stateDescriptions: Readonly<Record<string, string>> = facts.properties.state.enum;
const errorCodeFacts: Readonly<Record<string, { readonly meaning: string; readonly hint?: string }>> = errorCodes;

/** Longer values are truncated. */
const MAX_VALUE_LENGTH = 160;

/** Returns the description of a state; an empty string for an unknown state. */
export const describeState = (state: string): string => (Object.hasOwn(stateDescriptions, state) ? (stateDescriptions[state] ?? "") : "");

/** Formats a task as human-readable text: one property per line, URLs without their signatures. */
export function formatTask(task: Task): string {
  const properties: [string, unknown][] = Object.entries(task).filter(([, value]) => value !== null && typeof value !== "object");
  const asset = Object.entries(task.output_asset_config ?? {}).filter(([, value]) => typeof value === "string");
  const errorCode = task.error_info?.error_code;
  const codeFacts = errorCode !== undefined && Object.hasOwn(errorCodeFacts, errorCode) ? errorCodeFacts[errorCode] : undefined;
  const lines = [...properties, ...asset, ...Object.entries(task.error_info ?? {})].map(([name, value]) => {
    const description = name === "state" ? describeState(String(value)) : name === "error_code" ? (codeFacts?.meaning ?? "") : "";
    return row(name, `${formatValue(value)}${description === "" ? "" : `  ${description}`}`);
  });
  const script = Object.keys(task).filter((name) => typeof Reflect.get(task, name) === "object" && scriptProperties.has(name));
  if (script.length > 0) lines.push(row("script", `${script.join(", ")}  (print with --json)`));
  if (codeFacts?.hint !== undefined) lines.push(row("hint", codeFacts.hint));
  return lines.join("\n");
}

const row = (name: string, text: string): string => `${name.padEnd(18)}${text}`;

/** Object properties of a task that belong to its script. */
const scriptProperties: ReadonlySet<string> = new Set(
  Object.entries(facts.properties)
    .filter(([name, property]) => "component" in property && !["output_asset_config", "error_info"].includes(name))
    .map(([name]) => name),
);

/** Formats a value on one line. */
function formatValue(value: unknown): string {
  const text = redactUrls(String(value)).replace(/\s+/g, " ");
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH - 3)}...` : text;
}
