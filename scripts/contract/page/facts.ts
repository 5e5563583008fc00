import { createHash } from "node:crypto";

/** What a row of the page, or the part of the contract for it, states about a value. A missing member is not stated. */
export interface RowFacts {
  readonly required?: boolean;
  readonly type: string;
  readonly default?: string;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

const ENUM_VALUE = /^\**([A-Z0-9][A-Z0-9_]*): \S/;
const RANGE = /^(-?[\d,.]+) ?~ ?(-?[\d,.]+)$/;
const LENGTH = /(\d[\d,]*) to (\d[\d,]*) characters/;

/** Reads the description of a row. The texts are what no fact states: a changed range changes a fact, a changed note changes a text. */
export function readFacts(type: string, lines: readonly string[]): { facts: RowFacts; texts: Record<string, string> } {
  const facts: { -readonly [Name in keyof RowFacts]: RowFacts[Name] } = { type };
  const description: string[] = [];
  const texts: Record<string, string> = {};
  const values: string[] = [];
  const rest = lines[Symbol.iterator]();
  for (const line of rest) {
    const length = LENGTH.exec(line);
    const value = type === "String" ? ENUM_VALUE.exec(line)?.[1] : undefined;
    if (line === "Value range:") {
      const text = String(rest.next().value ?? "");
      const [min, max] = (RANGE.exec(text) ?? []).slice(1).map(readNumber);
      Object.assign(facts, min === undefined ? {} : type === "String" ? { minLength: min, maxLength: max } : { min, max });
      if (min === undefined) description.push(text);
    } else if (line === "Default value:") {
      const text = String(rest.next().value ?? "");
      if (text !== "" && text !== "N/A") facts.default = text;
    } else if (length && facts.minLength === undefined) {
      Object.assign(facts, { minLength: readNumber(length[1]), maxLength: readNumber(length[2]) });
      description.push(line.replace(LENGTH, ""));
    } else if (value !== undefined && value !== "NOTE") {
      values.push(value);
      texts[value] = fingerprint([line.slice(line.indexOf(":"))]);
    } else description.push(line);
  }
  if (values.length > 0) facts.enum = values;
  return { facts, texts: { "": fingerprint(description.filter((line) => line !== facts.default)), ...texts } };
}

const readNumber = (text: string | undefined): number => Number(text?.replaceAll(",", ""));

/**
 * Fingerprint of a text. The repository stores fingerprints and not the texts of the service's page. Case, punctuation and spaces do
 * not count, because HTML and copied text differ in them; comparison signs do.
 */
export function fingerprint(lines: readonly string[]): string {
  const text = lines.join(" ").normalize("NFKC").toLowerCase();
  return createHash("sha256")
    .update(text.replace(/[^\p{L}\p{N}<>≤≥=]/gu, ""))
    .digest("hex")
    .slice(0, 8);
}
