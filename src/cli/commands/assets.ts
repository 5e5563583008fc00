import { ListAssetsParameters, ShootScript, ShootScriptItem, ShowAssetResponse } from "../../../generated/constraints.js";
import type { CreateVideoScriptsReq } from "../../../generated/types.js";
import type { Asset } from "../../assets/index.js";
import type { AssetFilter } from "../../assets/list.js";
import { isObject } from "../../core/json-equal.js";
import { defineCommand, type Invocation } from "../command.js";
import { UsageError } from "../exit-codes.js";
import { readJson } from "../input.js";
import { type Flags, flag, parseChoice, parseInteger, parseNumber, serviceOptions, value } from "../options.js";
import { callService } from "../service.js";

const SOURCES = Object.keys(ListAssetsParameters.properties.asset_source.enum) as NonNullable<AssetFilter["asset_source"]>[];
const TYPES = Object.keys(ShowAssetResponse.properties.asset_type.enum) as NonNullable<Asset["asset_type"]>[];

const listOptions = {
  ...serviceOptions,
  name: value("text", "Only assets whose name contains this text"),
  source: value("source", `Preset assets, those of the account, or both: ${SOURCES.join(" | ")}`, {
    parse: parseChoice(...SOURCES),
    default: "ALL",
  }),
  json: flag("Assets as a JSON array, with all metadata and signed URLs"),
};

export const avatars = defineCommand({
  name: "avatars",
  description: "List the avatars that a video can use, preset ones included",
  options: listOptions,
  examples: ["avatars", "avatars --source CUSTOMIZATION --json"],
  exitCodes: ["authentication", "service", "interrupted"],
  run: (invocation) =>
    printAssets(invocation, { asset_type: "HUMAN_MODEL_2D" }, ({ asset_id, asset_name, asset_extra_meta: meta }) => {
      const { model_resolution, is_real_background, voice_asset_id } = meta?.human_model_2d_meta ?? {};
      const background = is_real_background ? "fixed" : "free";
      return { ASSET: asset_id, RESOLUTION: model_resolution, BACKGROUND: background, VOICE: voice_asset_id, NAME: asset_name };
    }),
});

export const voices = defineCommand({
  name: "voices",
  description: "List the voices that a video can use, preset ones included",
  options: {
    ...listOptions,
    language: value("codes", "Only voices with one of these languages, separated by commas: CN, EN, JPN, …"),
    sex: value("names", "Only voices of these sexes, separated by commas: MALE, FEMALE"),
  },
  examples: ["voices", "voices --language EN --sex FEMALE"],
  exitCodes: ["authentication", "service", "interrupted"],
  run: (invocation) => {
    const { language, sex } = invocation.flags;
    const filter = { asset_type: "VOICE_MODEL", ...(language && { language }), ...(sex && { sex }) } as const;
    return printAssets(invocation, filter, ({ asset_id, asset_name, asset_extra_meta: meta }) => {
      const { languages, language: only, sex: ofVoice } = meta?.voice_model_meta ?? {};
      return { ASSET: asset_id, LANGUAGE: languages?.join(",") ?? only, SEX: ofVoice, NAME: asset_name };
    });
  },
});

export const assets = defineCommand({
  name: "assets",
  description: "Upload files to the asset library",
  examples: ["assets upload studio.png"],
});

export const assetsUpload = defineCommand({
  name: "assets upload",
  description: "Upload a file to the asset library, for example a background image",
  arguments: { "<file>": "File to upload" },
  options: {
    ...serviceOptions,
    name: value("name", "Name of the asset (default: the name of the file)"),
    type: value("type", `Type of the asset (default: from the file): ${TYPES.join(" | ")}`, { parse: parseChoice(...TYPES) }),
    json: flag("Result as JSON"),
  },
  examples: ["assets upload studio.png", "assets upload jingle.mp3 --type MUSIC --name Jingle"],
  exitCodes: ["authentication", "service", "interrupted"],
  async run(invocation) {
    const { args, flags, output } = invocation;
    const { name, type, json } = flags;
    const properties = { ...(name !== undefined && { asset_name: name }), ...(type !== undefined && { asset_type: type }) };
    const asset = await callService(invocation, (client, signal) => client.assets.upload(args.file, properties, { signal }));
    if (json) return output.printJson(asset);
    output.print(asset.asset_id);
    output.printMessage(`Uploaded ${asset.file_size} bytes, MD5 ${asset.file_md5}. The asset can be used once it is ACTIVED.`);
  },
});

async function printAssets(
  invocation: Invocation<unknown, typeof listOptions>,
  filter: AssetFilter,
  toRow: (asset: Asset) => Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { flags, output } = invocation;
  const { name, source, json }: Flags<typeof listOptions> = flags;
  const query = { ...filter, asset_state: "ACTIVED", asset_source: source, ...(name !== undefined && { name }) } as const;
  const found = await callService(invocation, async (client, signal) => {
    const list: Asset[] = [];
    for await (const asset of client.assets.list(query, { signal })) list.push(asset);
    return list;
  });
  if (json) return output.printJson(found);
  output.printTable(found.map(toRow));
  output.printMessage(`${found.length} ${found.length === 1 ? "asset" : "assets"}`);
}

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
