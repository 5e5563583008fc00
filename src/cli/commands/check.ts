import type { Command } from "commander";
import type { Direction, Issue } from "../../validators.js";
import { setInText } from "../apply-json-edits.js";
import type { Subject } from "../detect-schema.js";
import { exits } from "../exit-codes.js";
import { findingsText, summary, type Weighed, weigh } from "../format-issues.js";
import { withHelp } from "../help.js";
import { type JsonInput, readJson, writeText } from "../input.js";
import { repeatedNames } from "../json-ast.js";
import { print, printJson, tell } from "../output.js";
import { host } from "../process-context.js";
import { oneOf } from "../service-options.js";

interface CheckFlags {
  readonly json?: boolean;
  readonly as?: Direction;
  readonly schema?: string;
  readonly strict?: boolean;
  readonly fix?: boolean;
}

/** `check FILE|-`: what the contract finds in a request, an answer or a script. */
export function addCheck(program: Command): void {
  const command = program
    .command("check")
    .argument("<file>", "JSON: a request, an answer of the service, or what --schema names; - is standard input")
    .description("find what the service would refuse, before it costs anything")
    .option("--json", "findings as JSON")
    .option("--as <request|response>", "which way it travels: answers may hold what requests may not", oneOf("request", "response"))
    .option("--schema <name>", "the component to check against; guessed by default")
    .option("--strict", "every finding counts, warnings too")
    .option("--fix", "apply every computed fix to the file; from - the fixed text goes to standard output")
    .action(check);
  withHelp(command, {
    examples: [
      "check request.json",
      "check request.json --fix",
      "get JOB --show-script --json | metastudio-video check -",
      "check size.json --schema LayerSizeConfig",
    ],
    exits: ["findings"],
  });
}

async function check(file: string, flags: CheckFlags): Promise<void> {
  const input = await readJson(file);
  const { subjectOf } = await import("../detect-schema.js");
  const subject = subjectOf(input, flags.schema);
  const direction = flags.as ?? subject.direction;
  for (const path of repeatedNames(input.node)) tell(`${input.name}: ${path} stands there twice; the last one counts`);
  const fixed = flags.fix ? fix(input.text, (value) => subject.find(value, direction)) : { text: input.text, fixed: [] };
  if (flags.fix) store(file, input, fixed.text, flags.json === true);
  const findings = weigh(subject.find(JSON.parse(fixed.text), direction), direction);
  report({ file: input.name, subject, direction, findings, fixed: fixed.fixed }, flags, file === "-" && flags.fix === true);
  if (findings.some(({ weight }) => flags.strict || weight === "error")) host().exitCode = exits.findings;
}

/** Rounds of fixing: a fix may bring out what another finding had hidden. */
const ROUNDS = 8;

/** Applies the fixes of all findings; where two want the same place the first has it. */
export function fix(
  text: string,
  find: (value: unknown) => readonly Issue[],
): { text: string; fixed: { path: string; rule: string; value: unknown }[] } {
  const fixed: { path: string; rule: string; value: unknown }[] = [];
  let current = text;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = current;
    const done = new Set<string>();
    for (const { fixes = [], rule, code } of find(JSON.parse(current))) {
      for (const { path, value } of fixes) {
        if (done.has(path)) continue;
        done.add(path);
        const next = setInText(current, path, value);
        if (next !== current) fixed.push({ path, rule: rule ?? code, value });
        current = next;
      }
    }
    if (current === before) break;
  }
  return { text: current, fixed };
}

function store(file: string, { text, mark }: JsonInput, fixed: string, json: boolean): void {
  if (file === "-") {
    if (!json) print(fixed);
  } else if (fixed !== text) writeText(file, mark + fixed);
}

interface Report {
  readonly file: string;
  readonly subject: Subject;
  readonly direction: Direction;
  readonly findings: readonly Weighed[];
  readonly fixed: readonly { readonly path: string; readonly rule: string; readonly value: unknown }[];
}

/** Tells what was found: data to standard output, a summary to standard error. */
export function report(
  { file, subject, direction, findings, fixed }: Report,
  { json, fix }: Pick<CheckFlags, "json" | "fix">,
  dataIsText: boolean,
): void {
  if (json) {
    printJson({ file, schema: subject.name, as: direction, ...(fix && { fixed }), findings });
    return;
  }
  for (const { path, value, rule } of fixed) tell(`fixed ${path}: ${JSON.stringify(value)} (${rule})`);
  if (findings.length > 0) {
    if (dataIsText) tell(findingsText(findings, host().stderr));
    else print(findingsText(findings, host().stdout));
  }
  tell(`${file}: ${summary(findings)} (${subject.name}, as a ${direction})`);
}
