import { existsSync } from "node:fs";
import { basename, extname } from "node:path";
import type { Command } from "commander";
import { constants } from "../../../generated/constants.js";
import type { BackgroundConfigInfo, Create2DDigitalHumanVideoReq, LayerConfig } from "../../../generated/types.js";
import type { Asset } from "../../assets/index.js";
import type { AssetFilter } from "../../assets/list.js";
import type { Client } from "../../client.js";
import type { CliContext } from "../context.js";
import { exitCodes, UsageError } from "../exit-codes.js";
import { classify, failsCheck, formatIssues } from "../format-issues.js";
import { withHelp } from "../help.js";
import { writeText } from "../input.js";
import { runInterruptible } from "../interrupt.js";
import { addServiceOptions, parseChoice } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";

type Flags = ServiceFlags & {
  readonly avatar?: string;
  readonly voice?: string;
  readonly language?: string;
  readonly text: string;
  readonly size: string;
  readonly background: string;
  readonly name?: string;
  readonly script?: string;
  readonly force?: boolean;
};

const SIZES = constants.resolutions.map(({ width, height }) => `${width}x${height}`);

/** `init [FILE]`: writes a complete, valid request from flags, or from the first avatar and voice that fit. */
export function addInit(program: Command, context: CliContext): void {
  const command = addServiceOptions(
    program
      .command("init")
      .argument("[file]", "File to write; - is standard output", "video.json")
      .description("Write a complete, valid request for a video, with the first avatar and voice that fit"),
  )
    .option("--avatar <asset>", "Asset ID of the avatar (default: the first that fits; see avatars)")
    .option("--voice <asset>", "Asset ID of the voice (default: that of the avatar, or the first that fits; see voices)")
    .option("--language <code>", "Language of the voice: CN, EN, JPN, …")
    .option("--text <text>", "What the avatar says", "Hello, and welcome.")
    .option("--size <size>", `Size of the video: ${SIZES.join(" | ")}`, parseChoice(...SIZES), SIZES[0])
    .option("--background <color|asset>", "Background: a color, or the asset ID of an image; ignored if the avatar has its own", "#FFFFFF")
    .option("--name <name>", "Name of the video (default: the name of the file)")
    .option("--script <script>", "Use this saved script instead; see scripts")
    .option("--force", "Overwrite an existing file");
  command.action((file: string, flags: Flags) => init(file, flags, context));
  withHelp(command, {
    examples: [
      "init",
      'init morning.json --language EN --text "Good morning." --size 1080x1920',
      "init --script 4b5b6effcf3b4c72a0baccb265111765",
    ],
    exitCodes: ["invalid", "authentication", "service", "interrupted"],
  });
}

async function init(file: string, flags: Flags, context: CliContext): Promise<void> {
  const { output, process } = context;
  if (file !== "-" && flags.force !== true && existsSync(file))
    throw new UsageError(`${file} already exists.`, "Pass --force to overwrite it, or another file name.");
  const asset_name = flags.name ?? (file === "-" ? "video" : basename(file, extname(file)));
  const { request, avatar, voice } = await createRequest(asset_name, flags, context);
  const { checkVideoRequestWithAssets } = await import("../../validators.js");
  const issues = classify(
    checkVideoRequestWithAssets({ request, ...(avatar && { avatar }), ...(voice && { voice }) }).map((issue) => ({
      ...issue,
      path: issue.path.replace(/^\/request/, ""),
    })),
    "request",
  ).filter(({ kind }) => kind === "error" || kind === "warning");
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
  output.printNext(`metastudio-video check ${file}`);
}

interface Draft {
  readonly request: Create2DDigitalHumanVideoReq;
  readonly avatar?: Asset;
  readonly voice?: Asset | undefined;
}

async function createRequest(asset_name: string, flags: Flags, context: CliContext): Promise<Draft> {
  const output_asset_config = { asset_name };
  if (flags.script !== undefined) return { request: { script_id: flags.script, output_asset_config } };
  const { connect } = await import("../settings.js");
  const client = await connect(flags, context);
  const [width = 0, height = 0] = flags.size.split("x").map(Number);
  return runInterruptible(context, async (signal) => {
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

async function findAvatar(client: Client, { avatar }: Flags, needsFourK: boolean, signal: AbortSignal): Promise<Asset> {
  if (avatar !== undefined) return client.assets.get(avatar, { signal });
  const fits = ({ asset_extra_meta: meta, supported_service: services }: Asset): boolean =>
    (!needsFourK || meta?.human_model_2d_meta?.model_resolution === "4K") && (services?.includes("VIDEO_2D") ?? true);
  const found = await findFirst(client, { asset_type: "HUMAN_MODEL_2D" }, fits, signal);
  if (found !== undefined) return found;
  throw new UsageError(`No avatar${needsFourK ? " of 4K" : ""} was found.`, "Run metastudio-video avatars, and pass one with --avatar.");
}

async function findVoice(client: Client, avatar: Asset, { voice, language }: Flags, signal: AbortSignal): Promise<Asset> {
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

function backgroundOf(value: string, isLandscape: boolean): BackgroundConfigInfo {
  if (value.startsWith("#")) return { background_type: "COLOR", background_color_config: value };
  const canvas = isLandscape ? constants.landscape : constants.portrait;
  return { background_type: "IMAGE", background_asset_id: value, background_image_config: { dx: 0, dy: 0, ...canvas } };
}

/** Returns the layer of the avatar: in the middle of the canvas, in full height. */
function avatarLayer(isLandscape: boolean): LayerConfig {
  const { width: canvasWidth, height } = isLandscape ? constants.landscape : constants.portrait;
  // avatars are filmed in portrait
  const width = Math.round((height * constants.portrait.width) / constants.portrait.height);
  return { layer_type: "HUMAN", position: { dx: Math.round((canvasWidth - width) / 2), dy: 0, layer_index: 1 }, size: { width, height } };
}
