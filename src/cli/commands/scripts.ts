import { ShootScript, ShootScriptItem } from "../../../generated/constraints.js";
import type { CreateVideoScriptsReq } from "../../../generated/types.js";
import { isObject } from "../../core/json-equal.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../exit-codes.js";
import { readJson } from "../input.js";
import { flag, parseInteger, parseNumber, serviceOptions, value } from "../options.js";
import { callService } from "../service.js";

const { minimum: MIN_SCENE, maximum: MAX_SCENE } = ShootScriptItem.properties.sequence_no;
const { maximum: MAX_SECONDS } = ShootScript.properties.audio_duration;

export const scripts = defineCommand({
  name: "scripts",
  description: "Save scripts and upload recordings for them",
  examples: ["scripts create video.json"],
});

export const scriptsCreate = defineCommand({
  name: "scripts create",
  description: "Save the script of a request, so that recordings can be uploaded for it",
  arguments: { "<file>": "JSON file with the request of a video; - is standard input" },
  options: { ...serviceOptions, name: value("name", "Name of the script (default: the name of the video)"), json: flag("Result as JSON") },
  examples: ["scripts create video.json"],
  exitCodes: ["authentication", "service", "interrupted"],
  async run(invocation) {
    const { args, flags, output } = invocation;
    const { value: request } = await readJson(args.file, invocation);
    if (!isObject(request)) throw new UsageError(`${args.file} is not a JSON object.`, "Pass the request of a video, as init writes it.");
    const { output_asset_config, callback_config: _, script_id: __, ...settings } = request;
    const videoName = isObject(output_asset_config) ? output_asset_config["asset_name"] : undefined;
    const script_name = flags.name ?? (typeof videoName === "string" && videoName !== "" ? videoName : undefined);
    const body = {
      ...settings,
      ...(script_name !== undefined && { script_name }),
      view_mode: viewModeOf(request),
    } as CreateVideoScriptsReq;
    const script = await callService(invocation, (client, signal) => client.scripts.create(body, { signal }));
    if (flags.json) return output.printJson(script);
    output.print(script.script_id ?? "-");
    output.printNext(`metastudio-video scripts upload-audio ${script.script_id} speech.mp3`);
  },
});

/** Returns the orientation of the video, which a create request does not state. */
function viewModeOf({ video_config: video }: Readonly<Record<string, unknown>>): "LANDSCAPE" | "VERTICAL" {
  return isObject(video) && Number(video["width"]) < Number(video["height"]) ? "VERTICAL" : "LANDSCAPE";
}

export const scriptsUploadAudio = defineCommand({
  name: "scripts upload-audio",
  description: "Upload a recording for a scene of a saved script",
  arguments: { "<script>": "ID of the saved script", "<file>": "Recording (MP3, WAV or M4A)" },
  options: {
    ...serviceOptions,
    scene: value("number", "Number of the scene (default: the first scene)", { parse: parseInteger(MIN_SCENE, MAX_SCENE) }),
    duration: value("seconds", "Length of the recording", {
      parse: parseNumber(MAX_SECONDS, `Expected a number of seconds from 0 to ${MAX_SECONDS}.`),
    }),
    json: flag("Result as JSON"),
  },
  examples: ["scripts upload-audio 4b5b6effcf3b4c72a0baccb265111765 speech.mp3 --duration 12.5"],
  exitCodes: ["authentication", "service", "interrupted"],
  async run(invocation) {
    const { args, flags, output } = invocation;
    const { scene, duration, json } = flags;
    const properties = { ...(scene !== undefined && { sequence_no: scene }), ...(duration !== undefined && { audio_duration: duration }) };
    const audio = await callService(invocation, (client, signal) =>
      client.scripts.uploadAudio(args.script, args.file, properties, { signal }),
    );
    if (json) return output.printJson(audio);
    output.print(audio.audio_id === undefined ? "-" : String(audio.audio_id));
    output.printMessage(`Uploaded the recording of scene ${audio.sequence_no} of script ${args.script}.`);
    output.printNext(`metastudio-video init --script ${args.script}`);
  },
});
