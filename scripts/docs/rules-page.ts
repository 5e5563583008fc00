import { type Contract, entries, type Json, type Rule, toStrings } from "./contract.js";
import type { Corpus, Instance } from "./corpus.js";
import { block, code, generatedPage, link, oneLine, paragraphs, plain, sentence, table } from "./markdown.js";

/** Diagrams of rules by file name, such as `resize-resolution.svg`; the title of each is its alternative text. */
export type RuleDiagrams = ReadonlyMap<string, string>;

/** Returns the text of docs/rules.md: one section (and anchor) per rule, and an index of documented constraints. */
export function rulesPage({ rules, document }: Contract, corpus: Corpus, diagrams: RuleDiagrams = new Map()): string {
  return generatedPage(
    "openapi.yaml and test/corpus",
    "Rules",
    "Rules of the contract beyond types and ranges. An **error** is rejected by the service or cannot be intended. A **warning** is probably wrong. A **note** is right for some accounts, for example those that Huawei has enabled for 4K. Errors reject a request; `--strict` also counts warnings, never notes. A rule can be accepted by its id (option `accept`, flag `--accept`); its issues are then listed without effect. In a response, a violated rule is reported and nothing is rejected.",
    "The source is a table of the API documentation page for tasks, `sdk` (the official SDKs), `service-limits` (the page on video limits), a guide, or `implied` (follows from the documentation but is not stated). [sources.md](sources.md) lists the sources. The constraint ids next to the source are listed in [Constraints by id](#constraints-by-id).",
    table(
      ["Rule", "Severity", "Applies to", "Source"],
      rules.map((rule) => [link(rule.id), rule.severity, rule.components.map(code).join(", "), sources(rule)]),
    ),
    ...rules.map((rule) => section(rule, corpus.get(rule.id) ?? [], diagrams.get(`${rule.id}.svg`))),
    constantsTable(entries(document["x-constants"])),
    factsIndex(rules, new Map(entries(document["x-facts"]))),
  );
}

function section(rule: Rule, instances: readonly Instance[], diagram: string | undefined): string {
  const rejected = instances.filter(({ refused }) => refused);
  return paragraphs(
    `## ${rule.id}`,
    plain(rule.message),
    `**${sentence(rule.severity).slice(0, -1)}** at ${rule.components.map((name) => code(`${name}${reportedPath(rule)}`)).join(", ")}. Source: ${sources(rule)}.`,
    rule.hint === undefined ? undefined : `Fix: ${plain(rule.hint)}`,
    block("cel", rule.rule),
    renderInstance(
      "Accepted",
      instances.find(({ refused }) => !refused),
    ),
    renderInstance("Rejected", rejected.find(({ diagram }) => diagram) ?? rejected[0]),
    diagram === undefined ? undefined : `![${plain(titleOf(diagram))}](diagrams/rules/${rule.id}.svg)`,
  );
}

const titleOf = (svg: string): string =>
  (/<title>([^<]*)<\/title>/.exec(svg)?.[1] ?? "").replace(/&(\w+|#39);/g, (all, name) => ENTITIES[name] ?? all);
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** Returns the path a rule reports, relative to its component. A macro variable is replaced by its list: `.shoot_scripts[].shoot_script`. */
function reportedPath({ expression, fieldPath }: Pick<Rule, "expression" | "fieldPath">): string {
  const [variable = "", ...path] = (fieldPath ?? "").split(".");
  if (variable === "" || variable === "self") return path.map((name) => `.${name}`).join("");
  const list = [...expression.matchAll(/([\w.]+)\.(?:all|exists)\((\w+),/g)].find((macro) => macro[2] === variable)?.[1];
  const outer = list === undefined ? "" : `${reportedPath({ expression, fieldPath: list })}[]`;
  return [outer, ...path].join(".");
}

/** Facts with the prefix G, T or P link to docs/discrepancies.md. */
const sources = ({ source, facts }: Rule): string => [plain(source), ...facts.map(factLink)].join(", ");

const factLink = (id: string): string => (/^[GTP]-\d+$/.test(id) ? `[${id}](discrepancies.md#${id.toLowerCase()})` : id);

/** Renders an instance of the corpus, with the expected issues of a rejected one. */
function renderInstance(label: string, instance: Instance | undefined): string | undefined {
  if (instance === undefined) return undefined;
  const { value, issues, rule } = instance;
  const messages = issues
    .filter((issue) => issue.rule === rule)
    .map(({ path, message }) => `${path === "" ? "Root" : code(path)}: ${plain(message)}`);
  return paragraphs(`${label}:`, block("json", JSON.stringify(value, abbreviate, 2)), messages.join("\n\n"));
}

/** JSON replacer that abbreviates long strings and lists. */
function abbreviate(_key: string, value: unknown): unknown {
  if (typeof value === "string" && value.length > 200) return `${value.slice(0, 40)}… (${[...value].length} characters)`;
  return Array.isArray(value) && value.length > 4 ? [...value.slice(0, 2), `… (${value.length} elements)`] : value;
}

const constantsTable = (constants: readonly [name: string, constant: Json][]): string | undefined =>
  constants.length === 0
    ? undefined
    : paragraphs(
        "## Constants",
        "Constants that rules use.",
        table(
          ["Name", "Description", "Value", "Source"],
          constants.map(([name, { description, source, value }]) => [
            code(name),
            oneLine(String(description ?? "")),
            code(JSON.stringify(value)),
            plain(String(source ?? "")),
          ]),
        ),
      );

/** Lists every documented constraint by id, with the components and rules that enforce it or the reason why it is not enforced. */
function factsIndex(rules: readonly Rule[], facts: ReadonlyMap<string, Json>): string | undefined {
  const ids = [...new Set([...facts.keys(), ...rules.flatMap((rule) => rule.facts)])];
  if (ids.length === 0) return undefined;
  const rows = ids
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((id) => {
      const { says, held, open } = facts.get(id) ?? {};
      const enforcedBy = [...toStrings(held).map(code), ...rules.filter((rule) => rule.facts.includes(id)).map((rule) => link(rule.id))];
      const reason = open === undefined ? [] : [`not enforced: ${plain(String(open))}`];
      const text = facts.has(id) || factLink(id) === id ? plain(String(says ?? "")) : `see ${factLink(id)}`;
      return [id, [enforcedBy.join(", "), ...reason].filter((part) => part !== "").join("; "), text];
    });
  return paragraphs(
    "## Constraints by id",
    "The component, parameter or rule that enforces each documented constraint. Ids with the prefix G, T or P are entries of [discrepancies.md](discrepancies.md); entries without a rule are listed only there.",
    table(["Id", "Enforced by", "Constraint"], rows),
  );
}
