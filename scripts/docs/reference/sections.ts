import { type Contract, entries, isObject, type Json, type Rule } from "../contract.js";
import { block, code, oneLine, paragraphs, plain, table } from "../markdown.js";

/** Where a section lies in the rendered page; Redoc makes the anchor of the heading. */
export const anchor = (chapter: string, section: string): string => `#section/${slug(chapter)}/${slug(section)}`;

/** How Redoc writes a name in an address. */
export const slug = (heading: string): string => heading.toLowerCase().replace(/\s+/g, "-");

export const RULES = "Rules";
const ERROR_CODES = "Error codes";
const CONSTANTS = "Constants";

/** The chapters that no renderer makes by itself: rules, error codes, constants, in Markdown, with an anchor each. */
export function chapters({ document, rules }: Contract): string {
  return paragraphs(rulesChapter(rules), errorCodesChapter(document["x-error-codes"]), constantsChapter(document["x-constants"]));
}

function rulesChapter(rules: readonly Rule[]): string {
  if (rules.length === 0) return "";
  const errors = rules.filter((rule) => rule.severity === "error").length;
  return paragraphs(
    `# ${RULES}`,
    `What no keyword of JSON Schema can say: ${rules.length} rules between fields, of which the service refuses a request for ${errors} (error); the others only look wrong, or need knowledge of the account (warning). In answers a broken rule is reported and nothing is refused.`,
    ...rules.map(ruleSection),
  );
}

function ruleSection(rule: Rule): string {
  const where = rule.components.map((name) => code(`${name}${rule.fieldPath ?? ""}`)).join(", ");
  return paragraphs(
    `## ${rule.id}`,
    plain(rule.message),
    `**${rule.severity === "error" ? "Error" : "Warning"}** in ${where}. Source: ${plain([rule.source, ...rule.facts].join(", "))}.`,
    rule.hint === undefined ? undefined : `To fix it: ${plain(rule.hint)}`,
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
    `# ${ERROR_CODES}`,
    "Decide by the HTTP status first and take the code as a hint: the lists of codes contradict each other.",
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
  return paragraphs(`# ${CONSTANTS}`, "Values that rules read by name.", table(["Name", "What", "Value", "Source"], rows));
}

/** The rules of a component as a list with links to their sections, under its table. */
export function componentNotes(name: string, schema: Json, rules: readonly Rule[]): string {
  const own = rules.filter((rule) => rule.components.includes(name));
  const list = own.map((rule) => `- [${rule.id}](${anchor(RULES, rule.id)}) (${rule.severity}): ${plain(rule.message)}`);
  return paragraphs(origin(schema), list.length > 0 ? `Rules:\n\n${list.join("\n")}` : undefined);
}

function origin(schema: Json): string | undefined {
  if (Number.isInteger(schema["x-table"])) return `Table ${schema["x-table"]} of the service's page.`;
  return typeof schema["x-source"] === "string" ? `Not on the service's page. Source: ${plain(schema["x-source"])}.` : undefined;
}

/** What extensions say of a property: unit, aliases, values that only SDKs know, why there is no bound. */
export function propertyNotes(schema: Json): string {
  const unit = schema["x-unit"];
  const aliases = isObject(schema["x-aliases"]) ? Object.entries(schema["x-aliases"]) : [];
  const sdk = isObject(schema["x-sdk-values"]) ? Object.entries(schema["x-sdk-values"]) : [];
  const unbounded = schema["x-unbounded"];
  return paragraphs(
    typeof unit === "string" ? `Unit: ${plain(unit)}.` : undefined,
    aliases.length > 0 ? aliases.map(([alias, value]) => `${code(alias)} is read as ${code(String(value))}.`).join(" ") : undefined,
    sdk.length > 0
      ? `Known to SDKs only:\n\n${sdk.map(([value, meaning]) => `- ${code(value)}: ${oneLine(String(meaning))}`).join("\n")}`
      : undefined,
    typeof unbounded === "string" ? `No bound: ${plain(unbounded)}.` : undefined,
  );
}

/** What extensions say of an operation: whether to repeat it, and which states end a task. */
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
        ? "Sending it twice does no harm."
        : "Never send it twice: what it does is done, and paid for, each time."
      : undefined,
    rows.length > 0 ? `What \`${String(waiter.property)}\` means to those who wait:\n\n${table(["Outcome", "States"], rows)}` : undefined,
  );
}
