import { type Bump, type Change, requiredBump, type Witness } from "./diff.js";
import { type ChangeClass, CLASSES } from "./kinds.js";

/** The result of `contract:diff`, as `--json` prints it. */
export interface DiffReport {
  readonly bump: Bump;
  readonly changes: readonly Change[];
}

export const createReport = (changes: readonly Change[]): DiffReport => ({
  bump: requiredBump(changes),
  changes: [...changes].sort((a, b) => CLASSES.indexOf(b.class) - CLASSES.indexOf(a.class) || a.line - b.line),
});

/** The report as text: one change a line, witnesses below. */
export function reportText({ bump, changes }: DiffReport, base: string): string {
  const lines = changes.map((change) => {
    const { kind, direction, line, why, witness } = change;
    const head = `${change.class.padEnd(8)} ${direction.padEnd(8)} openapi.yaml:${line} ${place(change)}: ${kind}${values(change)}; ${why}`;
    return witness === undefined ? head : `${head}\n    ${witnessText(witness)}`;
  });
  return [...lines, `${changes.length} changes since ${base}: ${summary(changes)}; required version: ${bump}`].join("\n");
}

const summary = (changes: readonly Change[]): string =>
  [...CLASSES]
    .reverse()
    .map((name) => `${changes.filter((change) => change.class === name).length} ${name}`)
    .join(", ");

/** The place without the parts of the pointer that every schema has: `VoiceConfig.speed maximum`. */
export function place({ pointer }: Change): string {
  const text = pointer
    .replace(/^\/components\/\w+\//, "")
    .replaceAll("/properties/", ".")
    .replaceAll("/items", "[]")
    .replaceAll("/", " ")
    .replaceAll("~1", "/")
    .replaceAll("~0", "~")
    .trim();
  return printable(text);
}

/** The old and the new value, if they are short. */
function values({ was, is }: Change): string {
  const [old, now] = [was, is].map((value) => (value === undefined ? undefined : JSON.stringify(value)));
  if ([old, now].some((text) => text !== undefined && text.length > 80)) return "";
  return ` (${old === undefined ? now : now === undefined ? old : `${old} → ${now}`})`;
}

export const witnessText = ({ schema, value, was, is, error }: Witness): string => {
  const json = JSON.stringify(value);
  return `${schema} ${json.length > 300 ? `${json.slice(0, 300)}…` : json}: ${was} before, ${is} now: ${printable(error)}`;
};

/** Contracts of other branches are foreign text: control characters must not reach a terminal. */
const printable = (text: string): string => text.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

const TITLES: Readonly<Record<ChangeClass, string>> = {
  breaking: "Breaking",
  feature: "Features",
  fix: "Fixes and documentation",
};

/** The report as Markdown: for whom each change breaks, and values whose verdict changed. */
export function reportMarkdown({ bump, changes }: DiffReport, base: string): string {
  if (changes.length === 0) return `The contract has not changed since ${code(base)}.`;
  const sections = [...CLASSES].reverse().flatMap((name) => {
    const rows = changes.filter((change) => change.class === name);
    if (rows.length === 0) return [];
    const lines = rows.map(
      (change) =>
        `| ${code(place(change))}, line ${change.line} | ${change.kind}${cell(values(change))} | ${audience(change)} | ${change.why} |`,
    );
    return [
      `#### ${TITLES[name]} (${rows.length})`,
      ["| where | what | for whom | why |", "| --- | --- | --- | --- |", ...lines].join("\n"),
    ];
  });
  const witnesses = changes.flatMap(({ witness }) => (witness === undefined ? [] : [`- ${code(witnessText(witness))}`]));
  return [
    `**Required version: ${bump}.** ${changes.length} changes since ${code(base)}: ${summary(changes)}.`,
    ...sections,
    ...(witnesses.length === 0 ? [] : ["#### Values whose verdict changed", [...new Set(witnesses)].join("\n")]),
  ].join("\n\n");
}

const audience = ({ direction }: Change): string =>
  ({ request: "callers that send it", response: "callers that receive it", both: "all callers" })[direction];

/** A code span that can contain backticks and stands in a table cell. */
const code = (text: string): string => {
  const fence = text.includes("`") ? "``" : "`";
  const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return cell(`${fence}${space}${text}${space}${fence}`);
};

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("@", "&#64;");
