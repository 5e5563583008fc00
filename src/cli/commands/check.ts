import type { Command } from "commander";
import type { Direction } from "../../validators.js";
import { type AcceptFlags, addAcceptOption } from "../accept-rules.js";
import { type AppliedFix, applyFixes } from "../apply-fixes.js";
import type { CliContext } from "../context.js";
import type { DetectedSchema } from "../detect-schema.js";
import { exitCodes } from "../exit-codes.js";
import { type ClassifiedIssue, classify, failsCheck, formatIssues, formatSummary } from "../format-issues.js";
import { withHelp } from "../help.js";
import { type JsonInput, readJson, writeText } from "../input.js";
import { duplicateKeys } from "../json-text.js";
import type { Output } from "../output.js";
import { parseChoice } from "../service-options.js";

interface CheckFlags extends AcceptFlags {
  readonly json?: boolean;
  readonly as?: Direction;
  readonly schema?: string;
  readonly strict?: boolean;
  readonly fix?: boolean;
}

/** `check FILE|-`: validates a request, a response or another component of the contract. */
export function addCheck(program: Command, context: CliContext): void {
  const command = program
    .command("check")
    .argument("<file>", "JSON file with a request, a response or the component named by --schema; - is standard input")
    .description("Validate a request before you pay for it")
    .option("--json", "Issues as JSON")
    .option(
      "--as <request|response>",
      "Check it as a request or as a response (responses are checked more leniently)",
      parseChoice("request", "response"),
    )
    .option("--schema <name>", "Component to validate against (default: detected from the properties)")
    .option("--strict", "Treat warnings and drift as errors")
    .option("--fix", "Apply all automatic fixes in place; with -, print the fixed JSON to standard output");
  addAcceptOption(command).action((file: string, flags: CheckFlags) => check(file, flags, context));
  withHelp(command, {
    examples: [
      "check request.json",
      "check request.json --fix",
      "get JOB --show-script --json | metastudio-video check -",
      "check size.json --schema LayerSizeConfig",
    ],
    exitCodes: ["invalid"],
  });
}

async function check(file: string, flags: CheckFlags, context: CliContext): Promise<void> {
  const { process, output } = context;
  const input = await readJson(file, context);
  const { detectSchema } = await import("../detect-schema.js");
  const schema = detectSchema(input, flags.schema);
  const direction = flags.as ?? schema.direction;
  printDuplicateKeys(input, output);
  const { text, fixed } = flags.fix
    ? applyFixes(input.text, (value) => classify(schema.validate(value, direction), direction, flags.accept).filter(isFixable))
    : { text: input.text, fixed: [] };
  if (flags.fix) writeFixed(file, input, text, flags.json === true, output);
  const issues = classify(schema.validate(JSON.parse(text), direction), direction, flags.accept);
  // with --fix -, standard output contains the fixed JSON
  printReport({ file: input.name, schema, direction, issues, fixed }, flags, output, flags.fix && file === "-" ? "stderr" : "stdout");
  if (failsCheck(issues, flags.strict)) process.exitCode = exitCodes.invalid;
}

const isFixable = ({ kind }: ClassifiedIssue): boolean => kind !== "accepted";

/** Warns about duplicate keys in the input. */
export function printDuplicateKeys({ name, node }: JsonInput, output: Output): void {
  for (const path of duplicateKeys(node)) output.printMessage(`${name}: Duplicate key ${path}; the last value is used`);
}

function writeFixed(file: string, { text, byteOrderMark }: JsonInput, fixedText: string, json: boolean, output: Output): void {
  if (file === "-") {
    if (!json) output.print(fixedText);
  } else if (fixedText !== text) writeText(file, byteOrderMark + fixedText);
}

interface Report {
  /** Display name of the file. */
  readonly file: string;
  readonly schema: DetectedSchema;
  readonly direction: Direction;
  readonly issues: readonly ClassifiedIssue[];
  readonly fixed: readonly AppliedFix[];
}

/** Prints the issues, and a summary to standard error. */
export function printReport(
  { file, schema, direction, issues, fixed }: Report,
  { json, fix }: Pick<CheckFlags, "json" | "fix">,
  output: Output,
  issueStream: "stdout" | "stderr" = "stdout",
): void {
  if (json) return output.printJson({ file, schema: schema.name, direction, ...(fix && { fixed }), issues });
  for (const { path, value, rule } of fixed) output.printMessage(`fixed ${path}: ${JSON.stringify(value)} (${rule})`);
  if (issues.length > 0) {
    const text = formatIssues(issues, output.colors(issueStream));
    if (issueStream === "stderr") output.printMessage(text);
    else output.print(text);
  }
  output.printMessage(`${file}: ${formatSummary(issues)} (${schema.name}, ${direction})`);
}
