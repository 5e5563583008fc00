import { existsSync } from "node:fs";
import { basename, extname } from "node:path";
import { constants } from "../../../generated/constants.js";
import type { BackgroundConfigInfo, Create2DDigitalHumanVideoReq, LayerConfig } from "../../../generated/types.js";
import type { Asset } from "../../assets/index.js";
import type { AssetFilter } from "../../assets/list.js";
import type { Client } from "../../client.js";
import { defineCommand, type Invocation } from "../command.js";
import { exitCodes, UsageError } from "../exit-codes.js";
import { classify, failsCheck, formatIssues } from "../format-issues.js";
import { writeText } from "../input.js";
import { flag, parseChoice, serviceOptions, value } from "../options.js";
import { callService, formatCommand } from "../service.js";

const SIZES = constants.resolutions.map(({ width, height }) => `${width}x${height}`);

const options = {
  ...serviceOptions,
  avatar: value("asset", "Asset ID of the avatar (default: the first that fits; see avatars)"),
  voice: value("asset", "Asset ID of the voice (default: that of the avatar, or the first that fits; see voices)"),
  language: value("code", "Language of the voice: CN, EN, JPN, …"),
  text: value("text", "What the avatar says", { default: "Hello, and welcome." }),
  size: value("size", `Size of the video: ${SIZES.join(" | ")}`, { parse: parseChoice(...SIZES), default: SIZES[0] ?? "" }),
  background: value("color|asset", "Background: a color, or the asset ID of an image; ignored if the avatar has its own", {
    default: "#FFFFFF",
  }),
  name: value("name", "Name of the video (default: the name of the file)"),
  script: value("script", "Use this saved script instead; see scripts"),
  force: flag("Overwrite an existing file"),
};

type InitInvocation = Invocation<unknown, typeof options>;
type InitFlags = InitInvocation["flags"];

export const init = defineCommand({
  name: "init",
  description: "Write a complete, valid request for a video, with the first avatar and voice that fit",
  arguments: { "[file]": "File to write (default: video.json); - is standard output" },
  options,
  examples: [
    "init",
    'init morning.json --language EN --text "Good morning." --size 1080x1920',
    "init --script 4b5b6effcf3b4c72a0baccb265111765",
  ],
  exitCodes: ["invalid", "authentication", "service", "interrupted"],
  async run(invocation) {
    const { args, flags, output, process } = invocation;
    const { file = "video.json" } = args;
    if (file !== "-" && flags.force !== true && existsSync(file))
      throw new UsageError(`${file} already exists.`, "Pass --force to overwrite it, or another file name.");
    const asset_name = flags.name ?? (file === "-" ? "video" : basename(file, extname(file)));
    const { request, avatar, voice } = await createRequest(asset_name, invocation);
    const { checkVideoRequest } = await import("../../validators.js");
    const found = classify(checkVideoRequest(request, { avatar, voice }), "request");
    const issues = found.filter(({ kind }) => kind === "error" || kind === "warning");
    if (issues.length > 0) output.printError(formatIssues(issues, output.colors("stderr")));
    if (failsCheck(issues)) {
      process.exitCode = exitCodes.invalid;
      return;
    }
    const text = `${JSON.stringify(request, null, 2)}\n`;
    if (file === "-") return output.printContent(text);
    writeText(file, text);
    const names = [avatar && `avatar ${avatar.asset_name}`, voice && `voice ${voice.asset_name}`].filter((name) => name !== undefined);
    output.printMessage(`Wrote ${file}${names.length === 0 ? "" : ` with ${names.join(" and ")}`}.`);
    output.printNext(formatCommand(["check", file]));
  },
});

interface Draft {
  readonly request: Create2DDigitalHumanVideoReq;
  readonly avatar?: Asset;
  readonly voice?: Asset | undefined;
}

async function createRequest(asset_name: string, invocation: InitInvocation): Promise<Draft> {
  const { flags } = invocation;
  const output_asset_config = { asset_name };
  if (flags.script !== undefined) return { request: { script_id: flags.script, output_asset_config } };
  const [width = 0, height = 0] = flags.size.split("x").map(Number);
  return callService(invocation, async (client, signal) => {
    const avatar = await findAvatar(client, flags, isFourK(width, height), signal);
    const voice = await findVoice(client, avatar, flags, signal);
    const hasBackground = avatar.asset_extra_meta?.human_model_2d_meta?.is_real_background !== true;
    const shoot_script = {
      script_type: "TEXT" as const,
      text_config: { text: flags.text },
      ...(hasBackground && { background_config: [backgroundOf(flags.background, width >= height)] }),
      layer_config: [avatarLayer(width >= height)],
    };
    const request = {
      model_asset_id: avatar.asset_id ?? "",
      voice_config: { voice_asset_id: voice.asset_id ?? "" },
      video_config: { codec: "H264" as const, bitrate: 5000, width, height },
      shoot_scripts: [{ sequence_no: 0, shoot_script }],
      output_asset_config,
    };
    return { request, avatar, voice };
  });
}

const isFourK = (width: number, height: number): boolean => constants.fourK.some((size) => size.width === width && size.height === height);

async function findAvatar(client: Client, { avatar }: InitFlags, needsFourK: boolean, signal: AbortSignal): Promise<Asset> {
  if (avatar !== undefined) return client.assets.get(avatar, { signal });
  const fits = ({ asset_extra_meta: meta, supported_service: services }: Asset): boolean =>
    (!needsFourK || meta?.human_model_2d_meta?.model_resolution === "4K") && (services?.includes("VIDEO_2D") ?? true);
  const found = await findFirst(client, { asset_type: "HUMAN_MODEL_2D" }, fits, signal);
  if (found !== undefined) return found;
  throw new UsageError(`No avatar${needsFourK ? " of 4K" : ""} was found.`, "Run metastudio-video avatars, and pass one with --avatar.");
}

async function findVoice(client: Client, avatar: Asset, { voice, language }: InitFlags, signal: AbortSignal): Promise<Asset> {
  const ownVoice = language === undefined ? avatar.asset_extra_meta?.human_model_2d_meta?.voice_asset_id : undefined;
  const id = voice ?? ownVoice;
  if (id !== undefined && id !== "") return client.assets.get(id, { signal });
  const found = await findFirst(client, { asset_type: "VOICE_MODEL", ...(language !== undefined && { language }) }, () => true, signal);
  if (found !== undefined) return found;
  const text = language === undefined ? "No voice was found." : `No voice with the language ${language} was found.`;
  throw new UsageError(text, "Run metastudio-video voices, and pass one with --voice.");
}

async function findFirst(
  client: Client,
  filter: AssetFilter,
  fits: (asset: Asset) => boolean,
  signal: AbortSignal,
): Promise<Asset | undefined> {
  const query = { ...filter, asset_source: "ALL", asset_state: "ACTIVED" } as const;
  for await (const asset of client.assets.list(query, { signal })) if (fits(asset)) return asset;
  return undefined;
}

function backgroundOf(text: string, isLandscape: boolean): BackgroundConfigInfo {
  if (text.startsWith("#")) return { background_type: "COLOR", background_color_config: text };
  const canvas = isLandscape ? constants.landscape : constants.portrait;
  return { background_type: "IMAGE", background_asset_id: text, background_image_config: { dx: 0, dy: 0, ...canvas } };
}

/** Returns the layer of the avatar: in the middle of the canvas, in full height. */
function avatarLayer(isLandscape: boolean): LayerConfig {
  const { width: canvasWidth, height } = isLandscape ? constants.landscape : constants.portrait;
  // avatars are filmed in portrait
  const width = Math.round((height * constants.portrait.width) / constants.portrait.height);
  return { layer_type: "HUMAN", position: { dx: Math.round((canvasWidth - width) / 2), dy: 0, layer_index: 1 }, size: { width, height } };
}
