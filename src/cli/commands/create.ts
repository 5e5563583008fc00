import type { Command } from "commander";
import type { Create2DDigitalHumanVideoReq } from "../../../generated/types.js";
import { isObject } from "../../core/json-equal.js";
import { exits, UsageError } from "../exit-codes.js";
import { findingsText, weigh } from "../format-issues.js";
import { withHelp } from "../help.js";
import { type JsonInput, readJson } from "../input.js";
import { repeatedNames } from "../json-ast.js";
import { tell } from "../output.js";
import { targetOf, withTarget } from "../output-path.js";
import { host } from "../process-context.js";
import { withService, withWait } from "../service-options.js";
import type { CourseFlags } from "../video-progress.js";
import { report } from "./check.js";

export type CreateFlags = CourseFlags & {
  readonly name?: string;
  readonly strict?: boolean;
  readonly wait?: boolean;
  readonly download?: string;
};

/** `create FILE|-`: orders a video, once; with `--wait` and `--download` to the file on the disk. */
export function addCreate(program: Command): void {
  const command = program
    .command("create")
    .argument("<file>", "JSON: the request; - is standard input")
    .description("order a video, which is paid for: checked first, and never sent twice");
  withService(command)
    .option("--name <name>", "the name of the video, by which its task can be found; goes before the file's output_asset_config.asset_name")
    .option("--strict", "refuse it for warnings too")
    .option("--wait", "wait until the video is made; the exit code says how that ended")
    .option("--download <dir>", "wait, and fetch the video into this folder, under the name that the service gives it");
  withWait(withTarget(command), "with --wait: ")
    .option("--json", "the answer as JSON; when it waits, one object a line: created, result, file")
    .action(create);
  withHelp(command, {
    examples: [
      "create request.json --name morning-2026-01-31",
      "create request.json --wait --timeout 1h",
      "create request.json --download videos",
      "create - -o morning.mp4 < request.json",
    ],
    exits: ["findings", "authentication", "service", "failed", "canceled", "blocked", "timeout", "interrupted"],
  });
}

async function create(file: string, flags: CreateFlags, command: Command): Promise<void> {
  const { output, download: folder, json } = flags;
  if (output !== undefined && folder !== undefined) command.error("--output contradicts --download");
  if (json && output === "-") command.error("--json needs a file for the video");
  const fetching = output !== undefined || folder !== undefined;
  // what cannot be written shall be known before anything is paid for
  const target = fetching ? targetOf({ ...flags, ...(folder !== undefined && { folder }) }) : undefined;
  const request = await requestOf(file, flags);
  if (request === undefined) return;
  const { order } = await import("../create-video.js");
  await order(request, target, flags, command);
}

/** The request, when it may be sent; what was found in it is told as `check` tells it. */
async function requestOf(file: string, flags: CreateFlags): Promise<Create2DDigitalHumanVideoReq | undefined> {
  const input = await readJson(file);
  const { subjectOf } = await import("../detect-schema.js");
  refuseAnswer(input, subjectOf);
  for (const path of repeatedNames(input.node)) tell(`${input.name}: ${path} stands there twice; the last one counts`);
  const subject = subjectOf(input, "Create2DDigitalHumanVideoReq");
  const request = named(input.value, flags.name);
  const findings = weigh(subject.find(request, "request"), "request");
  if (findings.some(({ weight }) => flags.strict || weight === "error")) {
    report({ file: input.name, subject, direction: "request", findings, fixed: [] }, flags, false);
    tell("Nothing was sent.");
    host().exitCode = exits.findings;
    return undefined;
  }
  if (findings.length > 0) tell(findingsText(findings, host().stderr));
  // nothing was found that would make it another thing
  return request as Create2DDigitalHumanVideoReq;
}

/** An answer that somebody saved holds a script as well; to order it anew must be meant. */
function refuseAnswer(input: JsonInput, subjectOf: typeof import("../detect-schema.js").subjectOf): void {
  if (!isObject(input.value) || !("job_id" in input.value)) return;
  const { name, direction } = subjectOf(input, undefined);
  if (direction === "request") return;
  throw new UsageError(
    `${input.name} is an answer of the service (${name}), not a request.`,
    "Take job_id and what else the service adds out of it.",
  );
}

function named(value: unknown, name: string | undefined): unknown {
  if (name === undefined || !isObject(value)) return value;
  const there = value["output_asset_config"];
  return { ...value, output_asset_config: { ...(isObject(there) && there), asset_name: name } };
}
