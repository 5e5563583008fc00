import { Argument, type Command, InvalidArgumentError } from "commander";
import { ShootScript, ShootScriptItem } from "../../../generated/constraints.js";
import type { CreateVideoScriptsReq } from "../../../generated/types.js";
import { isObject } from "../../core/json-equal.js";
import type { CliContext } from "../context.js";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { readJson } from "../input.js";
import { runInterruptible } from "../interrupt.js";
import { addServiceOptions, parseInteger } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";

type Flags = ServiceFlags & { readonly scene?: number; readonly duration?: number; readonly name?: string; readonly json?: boolean };

/** `scripts create FILE` saves a script, `scripts upload-audio SCRIPT FILE` uploads a recording for one of its scenes. */
export function addScripts(program: Command, context: CliContext): void {
  const { minimum, maximum } = ShootScriptItem.properties.sequence_no;
  const command = addServiceOptions(
    program
      .command("scripts")
      .addArgument(new Argument("<action>", "What to do: create | upload-audio").choices(["create", "upload-audio"]))
      .argument("<subject>", "create: JSON file with the request of a video; upload-audio: ID of the saved script")
      .argument("[file]", "upload-audio: recording (MP3, WAV or M4A)")
      .description("Save a script and upload a recording for it"),
  )
    .option("--name <name>", "create: name of the script (default: the name of the video)")
    .option("--scene <number>", "upload-audio: number of the scene (default: the first scene)", parseInteger(minimum, maximum))
    .option("--duration <seconds>", "upload-audio: length of the recording", parseSeconds)
    .option("--json", "Result as JSON");
  command.action((action: string, subject: string, file: string | undefined, flags: Flags) => {
    if (action === "create" && file === undefined) return createScript(subject, flags, context);
    if (action === "upload-audio" && file !== undefined) return uploadAudio(subject, file, flags, context);
    return command.error(
      action === "create" ? "scripts create takes one file" : "scripts upload-audio takes the ID of a script and a file",
    );
  });
  withHelp(command, {
    examples: ["scripts create video.json", "scripts upload-audio 4b5b6effcf3b4c72a0baccb265111765 speech.mp3 --duration 12.5"],
    exitCodes: ["authentication", "service", "interrupted"],
  });
}

async function createScript(file: string, { name, json, ...flags }: Flags, context: CliContext): Promise<void> {
  const { output } = context;
  const { value } = await readJson(file, context);
  if (!isObject(value)) throw new UsageError(`${file} is not a JSON object.`, "Pass the request of a video, as init writes it.");
  const { output_asset_config, callback_config: _, script_id: __, ...settings } = value;
  const videoName = isObject(output_asset_config) ? output_asset_config["asset_name"] : undefined;
  const script_name = name ?? (typeof videoName === "string" && videoName !== "" ? videoName : undefined);
  const body = { ...settings, ...(script_name !== undefined && { script_name }), view_mode: viewModeOf(value) } as CreateVideoScriptsReq;
  const { connect } = await import("../settings.js");
  const client = await connect(flags, context);
  const script = await runInterruptible(context, (signal) => client.scripts.create(body, { signal }));
  if (json) return output.printJson(script);
  output.print(script.script_id ?? "-");
  output.printNext(`metastudio-video scripts upload-audio ${script.script_id} speech.mp3`);
}

/** Returns the orientation of the video, which a create request does not state. */
function viewModeOf({ video_config: video }: Readonly<Record<string, unknown>>): "LANDSCAPE" | "VERTICAL" {
  return isObject(video) && Number(video["width"]) < Number(video["height"]) ? "VERTICAL" : "LANDSCAPE";
}

async function uploadAudio(script: string, file: string, { scene, duration, json, ...flags }: Flags, context: CliContext): Promise<void> {
  const { output } = context;
  const { connect } = await import("../settings.js");
  const client = await connect(flags, context);
  const properties = { ...(scene !== undefined && { sequence_no: scene }), ...(duration !== undefined && { audio_duration: duration }) };
  const audio = await runInterruptible(context, (signal) => client.scripts.uploadAudio(script, file, properties, { signal }));
  if (json) return output.printJson(audio);
  output.print(audio.audio_id === undefined ? "-" : String(audio.audio_id));
  output.printMessage(`Uploaded the recording of scene ${audio.sequence_no} of script ${script}.`);
  output.printNext(`metastudio-video init --script ${script}`);
}

function parseSeconds(text: string): number {
  const { maximum } = ShootScript.properties.audio_duration;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= maximum)) throw new InvalidArgumentError(`Expected a number of seconds from 0 to ${maximum}.`);
  return value;
}
