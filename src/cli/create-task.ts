import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import type { Client } from "../client.js";
import { MetaStudioError, type TaskCriteria } from "../errors.js";
import type { VideoUpdate } from "../videos/index.js";
import type { Invocation } from "./command.js";
import { exitCodes, InterruptedError } from "./exit-codes.js";
import type { acceptOption, OptionSpec, serviceOptions } from "./options.js";
import { printError } from "./print-error.js";
import { suggest } from "./service.js";

export type Creation = Invocation<
  unknown,
  typeof serviceOptions &
    typeof acceptOption &
    Readonly<Record<"json" | "strict" | "unlessExists", OptionSpec<boolean | undefined>>> & {
      readonly name: OptionSpec<string | undefined>;
    }
>;

const CONNECTION_DROPPED = "The connection dropped before the reply arrived";

/**
 * Creates a task and prints its ID; with `--unless-exists`, an earlier task with the same name is used instead. Returns undefined if it
 * is unknown whether the task was created; then prints how to find it, and sets the exit code.
 */
export async function createTask(
  client: Client,
  signal: AbortSignal,
  { request, waits, toStdout }: { request: Create2DDigitalHumanVideoReq; waits: boolean; toStdout: boolean },
  invocation: Creation,
): Promise<string | undefined> {
  const { flags, output } = invocation;
  let created: Extract<VideoUpdate, { readonly step: "created" }> | undefined;
  // ends `createAndWait`, which searches for the task if the response is lost
  const stop = new Error("created");
  const onUpdate = (update: VideoUpdate): void => {
    if (update.step === "created") created = update;
    throw stop;
  };
  try {
    await client.videos.createAndWait(request, { signal, onUpdate, once: flags.unlessExists });
  } catch (error) {
    if (error !== stop) return printNotCreated(error, request, invocation);
  }
  const { jobId = "", existed, recovered } = created ?? {};
  if (existed) output.printMessage(`Task ${jobId} has the same name. Nothing was created.`);
  if (recovered && !waits)
    return printAmbiguous({ message: `${CONNECTION_DROPPED}.`, findCriteria: criteriaOf(request), candidateJobIds: [jobId] }, invocation);
  if (flags.json && waits) output.printJsonLine({ type: "created", job_id: jobId });
  else if (flags.json) output.printJson({ job_id: jobId });
  else if (toStdout) output.printMessage(`job ${jobId}`);
  else output.print(jobId);
  if (recovered) output.printMessage(`${CONNECTION_DROPPED}; the task was found in the task list.`);
  return jobId;
}

/** Handles an error without a job ID: the task was not created, or it is unknown whether it was. */
function printNotCreated(error: unknown, request: Create2DDigitalHumanVideoReq, invocation: Creation): undefined {
  if (error instanceof MetaStudioError && error.ambiguous === true) return printAmbiguous(error, invocation);
  if (!(error instanceof InterruptedError)) throw error;
  invocation.process.exitCode = exitCodes.interrupted;
  printError(error, invocation, false);
  const command = findCommand(criteriaOf(request), invocation);
  invocation.output.printError(`It is unknown whether the task was created. Find it: ${command}`);
}

/** A create request without a reply: the service may have accepted it. */
type AmbiguousCreate = Pick<MetaStudioError, "message" | "findCriteria" | "candidateJobIds"> & { readonly code?: string };

/** Prints the tasks that the request may have created, and the commands to inspect them. The request is not retried. */
function printAmbiguous(
  { code = "connection", message, findCriteria = {}, candidateJobIds = [] }: AmbiguousCreate,
  invocation: Creation,
): undefined {
  const { flags, process, output } = invocation;
  process.exitCode = exitCodes.service;
  if (flags.json)
    output.printJsonLine({
      type: "result",
      job_id: null,
      exit_code: exitCodes.service,
      error: { code, message },
      find_criteria: findCriteria,
      candidate_job_ids: candidateJobIds,
    });
  output.printError(`error: ${message}`);
  output.printError("The task may exist; the request was not retried.");
  output.printError(candidatesText(findCriteria, candidateJobIds));
  if (candidateJobIds.length === 0) output.printError(`Find it: ${findCommand(findCriteria, invocation)}`);
  for (const jobId of candidateJobIds) output.printError(`Inspect it: ${suggest(invocation, ["get", jobId, "--show-script"], "call")}`);
}

function candidatesText({ asset_name, script_id }: TaskCriteria, jobIds: readonly string[]): string {
  const text = asset_name ?? script_id;
  if (text === undefined) return "The request has neither a name nor a saved script to search for. Check the newest tasks.";
  const criterion = `${asset_name === undefined ? "with script ID" : "named"} ${JSON.stringify(text)}`;
  if (jobIds.length === 0) return `No task ${criterion} is listed yet. It can appear with a delay; check again in a minute.`;
  return `Found ${jobIds.length === 1 ? "a task" : "tasks"} ${criterion}: ${jobIds.join(", ")}`;
}

function findCommand({ asset_name, script_id, create_since }: TaskCriteria, invocation: Creation): string {
  const filters = Object.entries({ "asset-name": asset_name, "script-id": script_id, "create-since": create_since });
  const args = filters.flatMap(([name, text]) => (text === undefined ? [] : [`--${name}`, text]));
  return suggest(invocation, ["list", ...(args.length === 0 ? ["--sort-dir", "desc"] : args)], "call");
}

function criteriaOf({ output_asset_config, script_id }: Create2DDigitalHumanVideoReq): TaskCriteria {
  const asset_name = output_asset_config?.asset_name;
  return { ...(asset_name && { asset_name }), ...(script_id && { script_id }) };
}
