import type { Command } from "commander";
import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { MetaStudioError, type TaskCriteria } from "../errors.js";
import type { VideoUpdate } from "../videos/index.js";
import type { CreateFlags } from "./commands/create.js";
import { showSaved } from "./commands/download.js";
import { waitOptions } from "./commands/wait.js";
import { save } from "./download-to-file.js";
import { exits, Interrupted } from "./exit-codes.js";
import { commandLine, flagsOf, interruptible } from "./interrupt.js";
import { print, printJson, printLine, tell } from "./output.js";
import type { Target } from "./output-path.js";
import { host } from "./process-context.js";
import { connect } from "./service-deps.js";
import { serviceFlags } from "./service-options.js";
import { type Course, follow, tellEnd } from "./video-progress.js";
import { tellError } from "./wait-result.js";

/** Thrown out of `videos.createAndWait` when all is there that was asked for. */
class Enough extends Error {}

/** Orders a video and follows it as far as the flags say. However it ends, the id of its task and how to go on are told. */
export async function order(
  request: Create2DDigitalHumanVideoReq,
  target: Target | undefined,
  flags: CreateFlags,
  command: Command,
): Promise<void> {
  const client = await connect(flags);
  const waits = flags.wait === true || target !== undefined;
  const course: Course = { jobId: undefined, task: undefined, made: undefined, shows: target?.to !== "stdout" };
  const heard = follow(course, flags);
  let found = false;
  const onUpdate = (update: VideoUpdate): void => {
    heard(update);
    if (update.step === "created") {
      found = update.found;
      if (waits || !found) showCreated(update.jobId, course, flags, waits);
      if (waits && found) tell("The answer to the order was lost; this task was found by its name.");
      if (!waits) throw new Enough();
    }
    if (course.made !== undefined && target === undefined) throw new Enough();
  };
  try {
    await interruptible(async (signal) => {
      const video = await client.videos.createAndWait(request, { ...waitOptions(flags), signal, onUpdate });
      if (target === undefined) return;
      const file = await video.download({ signal });
      showSaved(await save(file, target), file, flags.json === true ? printLine : undefined);
    }, target?.to === "stdout");
  } catch (error) {
    const { jobId } = course;
    if (jobId === undefined) tellUnordered(error, request, flags, command);
    else if (!(error instanceof Enough)) tellEnd({ ...course, jobId }, error, command, { ...flags, ...folderOf(flags) });
    else if (found && !waits)
      tellLost({ message: "The answer to the order was lost.", find: criteriaOf(request), found: [jobId] }, flags, command);
    else if (!waits) tell(`To wait for it: ${commandLine(["wait", jobId, ...flagsOf(command, serviceFlags)])}`);
  }
}

/** The id, the moment it is known. */
function showCreated(jobId: string, { shows }: Course, { json }: CreateFlags, waits: boolean): void {
  if (json && waits) printLine({ type: "created", job_id: jobId });
  else if (json) printJson({ job_id: jobId });
  else if (shows) print(jobId);
  else tell(`job ${jobId}`);
}

/** No id is known: either nothing was ordered, or nobody can tell. */
function tellUnordered(error: unknown, request: Create2DDigitalHumanVideoReq, flags: CreateFlags, command: Command): void {
  if (error instanceof MetaStudioError && error.ambiguous === true) {
    const { code, message, findCriteria: find = {}, candidateJobIds: found = [] } = error;
    return tellLost({ code, message, find, found }, flags, command);
  }
  if (!(error instanceof Interrupted)) throw error;
  host().exitCode = exits.interrupted;
  tellError(error);
  tell(`Whether the order was taken is not known. To look for it: ${lookFor(criteriaOf(request), command)}`);
}

interface Lost {
  readonly code?: string;
  readonly message: string;
  readonly find: TaskCriteria;
  /** Ids of the tasks that can be the one. */
  readonly found: readonly string[];
}

/** The video may have been ordered: tells what was found in the list of tasks, and how to look at it. Nothing is sent again. */
function tellLost({ code = "connection", message, find, found }: Lost, flags: CreateFlags, command: Command): void {
  host().exitCode = exits.service;
  if (flags.json) printLine({ type: "result", job_id: null, exit_code: exits.service, error: { code, message }, find, found });
  tell(`error: ${message}`);
  tell("The order may have been taken all the same; it is not sent again.");
  const name = find.asset_name ?? find.script_id;
  if (name === undefined) tell("It has neither a name nor a saved script to be found by; the newest tasks are the ones to look at.");
  else if (found.length === 0)
    tell(`The list of tasks does not show ${JSON.stringify(name)} yet, which proves nothing: look again in a minute.`);
  else tell(`In the list of tasks ${found.length === 1 ? "this one goes" : "these go"} by ${JSON.stringify(name)}: ${found.join(", ")}`);
  if (found.length === 0) return tell(`To look for it: ${lookFor(find, command)}`);
  for (const jobId of found) tell(`To see it: ${commandLine(["get", jobId, "--show-script", ...flagsOf(command, serviceFlags)])}`);
}

/** The command that lists what can be the task. */
function lookFor({ asset_name, script_id, create_since }: TaskCriteria, command: Command): string {
  const filter = Object.entries({ "asset-name": asset_name, "script-id": script_id, "create-since": create_since });
  const given = filter.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, value]));
  return commandLine(["list", ...(given.length === 0 ? ["--sort-dir", "desc"] : given), ...flagsOf(command, serviceFlags)]);
}

function criteriaOf({ output_asset_config, script_id }: Create2DDigitalHumanVideoReq): TaskCriteria {
  const asset_name = output_asset_config?.asset_name;
  return { ...(asset_name && { asset_name }), ...(script_id && { script_id }) };
}

/** Where the file goes, as `download` says it. */
const folderOf = ({ download }: CreateFlags): { readonly folder?: string } => (download === undefined ? {} : { folder: download });
