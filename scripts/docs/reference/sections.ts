import { type Contract, entries, isObject, type Json, type Rule } from "../contract.js";
import { block, code, oneLine, paragraphs, plain, table, titleCase } from "../markdown.js";

/** Returns the anchor that Redoc generates for a heading in the description of a tag. */
export const sectionAnchor = (chapter: string, section: string): string => `#/${slug(chapter)}/${slug(section)}`;

/** A chapter after the operations. Redoc shows it as a tag without operations. */
export interface Chapter {
  readonly name: string;
  /** Markdown, with a heading per section. */
  readonly description: string;
}

/** Converts a heading to a URL fragment like Redoc. */
export const slug = (heading: string): string => heading.toLowerCase().replace(/\s+/g, "-");

export const RULES = "Rules";
const ERROR_CODES = "Error codes";
const CONSTANTS = "Constants";

/** Returns the chapters with rules, error codes and constants. */
export function chapters({ document, rules }: Contract): Chapter[] {
  const all = {
    [RULES]: rulesChapter(rules),
    [ERROR_CODES]: errorCodesChapter(document["x-error-codes"]),
    [CONSTANTS]: constantsChapter(document["x-constants"]),
  };
  return Object.entries(all).flatMap(([name, description]) => (description === "" ? [] : [{ name, description }]));
}

function rulesChapter(rules: readonly Rule[]): string {
  if (rules.length === 0) return "";
  const errors = rules.filter((rule) => rule.severity === "error").length;
  return paragraphs(
    `${rules.length} validation rules that JSON Schema cannot express. The service rejects requests that violate one of the ${errors} errors. Warnings are probably wrong. Notes are right for some accounts. In responses, violations are reported and nothing is rejected.`,
    ...rules.map(ruleSection),
  );
}

function ruleSection(rule: Rule): string {
  const where = rule.components.map((name) => code(`${name}${rule.fieldPath ?? ""}`)).join(", ");
  return paragraphs(
    `## ${rule.id}`,
    plain(rule.message),
    `**${titleCase(rule.severity)}** in ${where}. Source: ${plain([rule.source, ...rule.facts].join(", "))}.`,
    rule.hint === undefined ? undefined : `Fix: ${plain(rule.hint)}`,
    block("cel", rule.rule),
  );
}

function errorCodesChapter(value: unknown): string {
  const codes = entries(value);
  if (codes.length === 0) return "";
  const sections = codes.map(([name, entry]) =>
    paragraphs(
      `## ${name}`,
      `${entry.status === undefined ? "" : `HTTP ${entry.status}: `}${oneLine(String(entry.meaning ?? ""))}`,
      typeof entry.hint === "string" ? oneLine(entry.hint) : undefined,
      entry.source === undefined ? undefined : `Source: ${plain(String(entry.source))}.`,
    ),
  );
  return paragraphs(
    "Handle errors by HTTP status first and use the code as a hint, because the published lists of codes contradict each other.",
    ...sections,
  );
}

function constantsChapter(value: unknown): string {
  const constants = entries(value);
  if (constants.length === 0) return "";
  const rows = constants.map(([name, { description, source, value: content }]) => [
    code(name),
    oneLine(String(description ?? "")),
    code(JSON.stringify(content)),
    plain(String(source ?? "")),
  ]);
  return paragraphs("Constants used by rules.", table(["Name", "Description", "Value", "Source"], rows));
}

/** Returns the source of a component and links to its rules. */
export function componentNotes(name: string, schema: Json, rules: readonly Rule[]): string {
  const own = rules.filter((rule) => rule.components.includes(name));
  const list = own.map((rule) => `- [${rule.id}](${sectionAnchor(RULES, rule.id)}) (${rule.severity}): ${plain(rule.message)}`);
  return paragraphs(sourceNote(schema), list.length > 0 ? `Rules:\n\n${list.join("\n")}` : undefined);
}

function sourceNote(schema: Json): string | undefined {
  if (Number.isInteger(schema["x-table"])) return `Table ${schema["x-table"]} of the API documentation.`;
  return typeof schema["x-source"] === "string" ? `Not in the API documentation. Source: ${plain(schema["x-source"])}.` : undefined;
}

/** Returns the extensions of a property as text: unit, aliases, SDK-only values, and the reason for a missing bound. */
export function propertyNotes(schema: Json): string {
  const unit = schema["x-unit"];
  const aliases = isObject(schema["x-aliases"]) ? Object.entries(schema["x-aliases"]) : [];
  const sdk = isObject(schema["x-sdk-values"]) ? Object.entries(schema["x-sdk-values"]) : [];
  const unbounded = schema["x-unbounded"];
  return paragraphs(
    typeof unit === "string" ? `Unit: ${plain(unit)}.` : undefined,
    aliases.length > 0 ? aliases.map(([alias, value]) => `${code(alias)} is an alias of ${code(String(value))}.`).join(" ") : undefined,
    sdk.length > 0
      ? `Values known only to the SDKs:\n\n${sdk.map(([value, meaning]) => `- ${code(value)}: ${oneLine(String(meaning))}`).join("\n")}`
      : undefined,
    typeof unbounded === "string" ? `No bound: ${plain(unbounded)}.` : undefined,
  );
}

/** Returns the extensions of an operation as text: whether it is idempotent, and the meaning of task states. */
export function operationNotes(operation: Json): string {
  const repeatable = operation["x-repeatable"];
  const waiter = isObject(operation["x-waiter"]) ? operation["x-waiter"] : {};
  const states = ["pending", "succeeded", "failed", "canceled", "blocked"].filter(
    (key) => Array.isArray(waiter[key]) && waiter[key].length > 0,
  );
  const rows = states.map((key) => [key, (waiter[key] as unknown[]).map((state) => code(String(state))).join(", ")]);
  return paragraphs(
    typeof repeatable === "boolean"
      ? repeatable
        ? "Idempotent: the request can be repeated safely."
        : "Not idempotent: each call is processed, and billed, separately."
      : undefined,
    rows.length > 0 ? `Meaning of \`${String(waiter.property)}\` when polling:\n\n${table(["Outcome", "States"], rows)}` : undefined,
  );
}
