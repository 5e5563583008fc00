import { cell, code, paragraphs, table } from "../../docs/markdown.js";
import { type Bump, type Change, requiredBump, type Witness } from "./diff.js";
import { type ChangeClass, CLASSES } from "./kinds.js";

/** The result of `contract:diff`, as `--json` prints it. */
export interface DiffReport {
  readonly bump: Bump;
  readonly changes: readonly Change[];
}

export const createReport = (changes: readonly Change[]): DiffReport => ({
  bump: requiredBump(changes),
  changes: [...changes].sort((a, b) => CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class) || a.line - b.line),
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

const ofClass = (changes: readonly Change[], name: ChangeClass): Change[] => changes.filter((change) => change.class === name);

const summary = (changes: readonly Change[]): string => CLASSES.map((name) => `${ofClass(changes, name).length} ${name}`).join(", ");

/** The place without the parts of the pointer that every schema has: `VoiceConfig.speed maximum`. */
function place({ pointer }: Change): string {
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
  const texts = [was, is].filter((value) => value !== undefined).map((value) => JSON.stringify(value));
  return texts.some((text) => text.length > 80) ? "" : ` (${texts.join(" → ")})`;
}

const witnessText = ({ schema, value, was, is, error }: Witness): string => {
  const json = JSON.stringify(value);
  return `${schema} ${json.length > 300 ? `${json.slice(0, 300)}…` : json}: ${was} before, ${is} now: ${printable(error)}`;
};

/** Contracts of other branches are foreign text: control characters must not reach a terminal. */
const printable = (text: string): string => text.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

const TITLES = { breaking: "Breaking", feature: "Features", fix: "Fixes and documentation" };
const AUDIENCES = { request: "callers that send it", response: "callers that receive it", both: "all callers" };

/** The report as Markdown: for whom each change breaks, and values whose verdict changed. */
export function reportMarkdown({ bump, changes }: DiffReport, base: string): string {
  if (changes.length === 0) return `The contract has not changed since ${code(base)}.`;
  const sections = CLASSES.flatMap((name) => {
    const rows = ofClass(changes, name).map((change) => [
      `${cell(code(place(change)))}, line ${change.line}`,
      // a name of a foreign contract must not mention a user
      cell(`${change.kind}${values(change)}`).replaceAll("@", "&#64;"),
      AUDIENCES[change.direction],
      change.why,
    ]);
    return rows.length === 0 ? [] : [`#### ${TITLES[name]} (${rows.length})`, table(["where", "what", "for whom", "why"], rows)];
  });
  const witnesses = changes.flatMap(({ witness }) => (witness === undefined ? [] : [`- ${code(witnessText(witness))}`]));
  return paragraphs(
    `**Required version: ${bump}.** ${changes.length} changes since ${code(base)}: ${summary(changes)}.`,
    ...sections,
    witnesses.length === 0 ? undefined : "#### Values whose verdict changed",
    [...new Set(witnesses)].join("\n"),
  );
}
