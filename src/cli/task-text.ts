import { Show2DDigitalHumanVideoResponse as facts } from "../../generated/constraints.js";
import { errorCodes } from "../../generated/error-codes.js";
import { redactLinks } from "../core/redact.js";
import type { Task } from "../tasks/task-state.js";
import { visible } from "./output.js";

const meanings: Readonly<Record<string, string>> = facts.properties.state.enum;
const codes: Readonly<Record<string, { readonly meaning: string; readonly hint?: string }>> = errorCodes;

/** What the contract says of a state; empty for one that it does not know. */
export const meaningOf = (state: string): string => (Object.hasOwn(meanings, state) ? (meanings[state] ?? "") : "");

/** A task for people: one property a line, links without their signed parts. */
export function taskText(task: Task): string {
  const rows: [string, unknown][] = Object.entries(task).filter(([, value]) => value !== null && typeof value !== "object");
  const asset = Object.entries(task.output_asset_config ?? {}).filter(([, value]) => typeof value === "string");
  const reason = task.error_info?.error_code;
  const known = reason !== undefined && Object.hasOwn(codes, reason) ? codes[reason] : undefined;
  const lines = [...rows, ...asset, ...Object.entries(task.error_info ?? {})].map(([name, value]) => {
    const meaning = name === "state" ? meaningOf(String(value)) : name === "error_code" ? (known?.meaning ?? "") : "";
    return `${name.padEnd(18)}${one(value)}${meaning === "" ? "" : `  ${meaning}`}`;
  });
  const script = Object.keys(task).filter((name) => typeof Reflect.get(task, name) === "object" && name in scripted);
  if (script.length > 0) lines.push(`${"script".padEnd(18)}${script.join(", ")}  (whole with --json)`);
  if (known?.hint !== undefined) lines.push(`${"hint".padEnd(18)}${known.hint}`);
  return lines.join("\n");
}

const scripted: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(facts.properties).filter(
    ([name, property]) => "component" in property && !["output_asset_config", "error_info"].includes(name),
  ),
);

/** A value on one line. */
function one(value: unknown): string {
  const text = visible(redactLinks(String(value))).replace(/\s+/g, " ");
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
