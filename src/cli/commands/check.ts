import type { Create2DDigitalHumanVideoReq } from "../../../generated/types.js";
import type { CustomRule } from "../../custom-rules.js";
import { type AppliedFix, applyFixes } from "../../json/apply-fixes.js";
import { duplicateKeys, parseJson, positionOf } from "../../json/json-text.js";
import type { Direction } from "../../validators.js";
import { assertRuleIds, asUsage, createAssetLookup, loadRules, type RequestAssets } from "../check-context.js";
import { defineCommand, type Invocation } from "../command.js";
import { estimateVideo, formatEstimate, type VideoEstimate } from "../estimate.js";
import { exitCodes, UsageError } from "../exit-codes.js";
import { type ClassifiedIssue, classify, failsCheck, formatGithub, formatIssues, formatSummary } from "../format-issues.js";
import { expandFiles, isPattern, type JsonInput, readJson, writeText } from "../input.js";
import { acceptAnyOption, type Flags, flag, parseChoice, priceOption, serviceOptions, value } from "../options.js";
import type { Output } from "../output.js";
import { printError } from "../print-error.js";
import { callService, formatCommand } from "../service.js";

const options = {
  json: flag("Issues as JSON; an array for several files"),
  format: value("text|json|github", "Output format; github writes annotations for GitHub Actions", {
    parse: parseChoice("text", "json", "github"),
    default: "text",
  }),
  as: value("request|response", "Check it as a request or as a response (responses are checked more leniently)", {
    parse: parseChoice("request", "response"),
  }),
  schema: value("name", "Component to validate against (default: detected from the properties)"),
  strict: flag("Treat warnings and drift as errors"),
  ...priceOption("Also estimate the cost of a valid request, in your currency"),
  fix: flag("Apply all automatic fixes in place; with -, print the fixed JSON to standard output"),
  ...acceptAnyOption,
  rules: value("file.mjs", "Also check requests against your own rules: a module whose default export is [{ id, severity, check }]"),
  online: flag("Also ask the service for the assets that a request names, and check what its avatar and voice support"),
  ...serviceOptions,
};

type CheckFlags = Flags<typeof options>;
type CheckInvocation = Invocation<{ "<file...>": string }, typeof options>;

export const check = defineCommand({
  name: "check",
  description: "Validate a request before you pay for it",
  arguments: {
    "<file...>":
      "JSON files or patterns (scenes/*.json) with a request, a response or the component named by --schema; - is standard input",
  },
  options,
  examples: [
    "check request.json",
    "check request.json --fix",
    "check request.json --price-per-minute 1.5",
    "check 'scenes/**/*.json' --format github",
    "get JOB --show-script --json | metastudio-video check -",
    "check size.json --schema LayerSizeConfig",
    "check request.json --rules conventions.mjs",
    "check request.json --online",
  ],
  exitCodes: ["invalid", "authentication", "service", "interrupted"],
  async run(invocation) {
    const { flags } = invocation;
    const rules = flags.rules === undefined ? [] : await loadRules(flags.rules);
    assertRuleIds(flags.accept ?? [], rules);
    if (flags.online !== true) return checkFiles(invocation, rules);
    await callService(invocation, (client, signal) => checkFiles(invocation, rules, createAssetLookup(client, signal)));
  },
});

type AssetLookup = (request: unknown) => Promise<RequestAssets>;

async function checkFiles(invocation: CheckInvocation, rules: readonly CustomRule[], findAssets?: AssetLookup): Promise<void> {
  const { args, flags, process, output } = invocation;
  const files = expandFiles(args.file);
  const isSingle = files.length === 1 && !args.file.some(isPattern);
  const json = flags.json === true || flags.format === "json";
  const reports: Report[] = [];
  for (const file of files) {
    try {
      const report = await checkFile(file, rules, findAssets, invocation);
      reports.push(report);
      // with --fix -, standard output contains the fixed JSON
      if (!json) printReport(report, output, flags.format, flags.fix && file === "-" ? "stderr" : "stdout");
      if (failsCheck(report.issues, flags.strict)) process.exitCode ||= exitCodes.invalid;
    } catch (error) {
      if (isSingle || !(error instanceof UsageError)) throw error;
      printError(error, invocation);
      process.exitCode = exitCodes.usage;
    }
  }
  const objects = reports.map((report) => toJson(report, flags.fix === true));
  if (json) output.printJson(isSingle ? objects[0] : objects);
  const [report] = reports;
  if (!isSingle || report === undefined || files[0] === "-") return;
  const hasFixes = report.issues.some(({ kind, fixes = [] }) => kind !== "accepted" && fixes.length > 0);
  if (hasFixes) output.printNext(formatCommand(["check", ...files, "--fix"]));
  else if (report.schema === REQUEST && !process.exitCode) output.printNext(formatCommand(["create", ...files]));
}

const REQUEST = "Create2DDigitalHumanVideoReq";

export interface Report {
  readonly file: string;
  /** The text in which the issues are located. */
  readonly text: string;
  readonly schema: string;
  readonly direction: Direction;
  readonly issues: readonly ClassifiedIssue[];
  readonly fixed: readonly AppliedFix[];
  /** Set for a request without errors. */
  readonly estimate?: VideoEstimate;
}

async function checkFile(
  file: string,
  rules: readonly CustomRule[],
  findAssets: AssetLookup | undefined,
  { flags, ...context }: CheckInvocation,
): Promise<Report> {
  const input = await readJson(file, context);
  const { detectSchema } = await import("../detect-schema.js");
  const schema = detectSchema(input, flags.schema);
  const direction = flags.as ?? schema.direction;
  printDuplicateKeys(input, context.output);
  const isRequest = schema.name === REQUEST && direction === "request";
  const { issues: assetIssues = [], ...assets } = isRequest && findAssets !== undefined ? await findAssets(input.value) : {};
  const validate = (json: unknown): ClassifiedIssue[] =>
    classify([...asUsage(() => schema.validate(json, direction, { rules, ...assets })), ...assetIssues], direction, flags.accept);
  const findFixes = (json: unknown): ClassifiedIssue[] => validate(json).filter(({ kind }) => kind !== "accepted");
  const { text, fixed } = flags.fix ? applyFixes(input.text, findFixes) : { text: input.text, fixed: [] };
  if (flags.fix && file === "-" && !flags.json) context.output.printContent(text);
  if (flags.fix && file !== "-" && text !== input.text) writeText(file, input.byteOrderMark + text);
  const request: unknown = JSON.parse(text);
  const issues = validate(request);
  const report = { file: input.name, text, schema: schema.name, direction, issues, fixed };
  if (!isRequest || failsCheck(issues, false)) return report;
  // safe cast: the request is valid
  return { ...report, estimate: estimateVideo(request as Create2DDigitalHumanVideoReq, flags.pricePerMinute) };
}

export function printDuplicateKeys({ name, node }: JsonInput, output: Output): void {
  for (const path of duplicateKeys(node)) output.printMessage(`${name}: Duplicate key ${path}; the last value is used`);
}

export const toJson = ({ text: _, fixed, ...report }: Report, fix: boolean) => ({ ...report, ...(fix && { fixed }) });

/** Prints the issues with their locations, and a summary to standard error. */
export function printReport(report: Report, output: Output, format: CheckFlags["format"] = "text", stream: "stdout" | "stderr" = "stdout") {
  const { file, text, schema, direction, issues, fixed } = report;
  for (const { path, value, rule } of fixed) output.printMessage(`fixed ${path}: ${JSON.stringify(value)} (${rule})`);
  const root = parseJson(text);
  const locate = (path: string) => ({ file, ...positionOf(text, root, path) });
  if (issues.length > 0) {
    const formatted = format === "github" ? formatGithub(issues, locate) : formatIssues(issues, output.colors(stream), locate);
    if (stream === "stderr") output.printError(formatted);
    else output.print(formatted);
  }
  output.printMessage(`${file}: ${formatSummary(issues)} (${schema}, ${direction})`);
  if (report.estimate !== undefined) output.printMessage(formatEstimate(report.estimate));
}
