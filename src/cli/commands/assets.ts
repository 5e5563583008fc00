import { Argument, type Command } from "commander";
import { ListAssetsParameters, ShowAssetResponse } from "../../../generated/constraints.js";
import type { Asset } from "../../assets/index.js";
import type { AssetFilter } from "../../assets/list.js";
import { redactUrls } from "../../core/redact.js";
import type { CliContext } from "../context.js";
import { withHelp } from "../help.js";
import { runInterruptible } from "../interrupt.js";
import { addServiceOptions, parseChoice } from "../service-options.js";
import type { ServiceFlags } from "../settings.js";
import { formatTable } from "../terminal-text.js";

type Source = NonNullable<AssetFilter["asset_source"]>;
type ListFlags = ServiceFlags & { readonly name?: string; readonly source: Source; readonly json?: boolean };

const SOURCES = Object.keys(ListAssetsParameters.properties.asset_source.enum) as Source[];

/** `avatars`: prints the avatars that videos can use. */
export function addAvatars(program: Command, context: CliContext): void {
  const command = addListOptions(program.command("avatars").description("List the avatars that a video can use, preset ones included"));
  command.action((flags: ListFlags) => printAssets(flags, { asset_type: "HUMAN_MODEL_2D" }, AVATAR_COLUMNS, context));
  withHelp(command, {
    examples: ["avatars", "avatars --source CUSTOMIZATION --json"],
    exitCodes: ["authentication", "service", "interrupted"],
  });
}

/** `voices`: prints the voices that videos can use. */
export function addVoices(program: Command, context: CliContext): void {
  const command = addListOptions(program.command("voices").description("List the voices that a video can use, preset ones included"))
    .option("--language <codes>", "Only voices with one of these languages, separated by commas: CN, EN, JPN, …")
    .option("--sex <names>", "Only voices of these sexes, separated by commas: MALE, FEMALE");
  command.action(({ language, sex, ...flags }: ListFlags & Pick<AssetFilter, "language" | "sex">) =>
    printAssets(flags, { asset_type: "VOICE_MODEL", ...(language && { language }), ...(sex && { sex }) }, VOICE_COLUMNS, context),
  );
  withHelp(command, { examples: ["voices", "voices --language EN --sex FEMALE"], exitCodes: ["authentication", "service", "interrupted"] });
}

/** `assets upload FILE`: uploads a file to the asset library. */
export function addAssets(program: Command, context: CliContext): void {
  const types = Object.keys(ShowAssetResponse.properties.asset_type.enum) as NonNullable<Asset["asset_type"]>[];
  const command = addServiceOptions(
    program
      .command("assets")
      .addArgument(new Argument("<action>", "What to do: upload").choices(["upload"]))
      .argument("<file>", "File to upload")
      .description("Upload a file to the asset library, for example a background image"),
  )
    .option("--name <name>", "Name of the asset (default: the name of the file)")
    .option("--type <type>", `Type of the asset (default: from the file): ${types.join(" | ")}`, parseChoice(...types))
    .option("--json", "Result as JSON");
  command.action((_action: string, file: string, flags: UploadFlags) => upload(file, flags, context));
  withHelp(command, {
    examples: ["assets upload studio.png", "assets upload jingle.mp3 --type MUSIC --name Jingle"],
    exitCodes: ["authentication", "service", "interrupted"],
  });
}

type UploadFlags = ServiceFlags & { readonly name?: string; readonly type?: Asset["asset_type"]; readonly json?: boolean };

async function upload(file: string, { name, type, json, ...flags }: UploadFlags, context: CliContext): Promise<void> {
  const { output } = context;
  const { connect } = await import("../settings.js");
  const client = await connect(flags, context);
  const properties = { ...(name !== undefined && { asset_name: name }), ...(type !== undefined && { asset_type: type }) };
  const asset = await runInterruptible(context, (signal) => client.assets.upload(file, properties, { signal }));
  if (json) return output.printJson(asset);
  output.print(asset.asset_id);
  output.printMessage(`Uploaded ${asset.file_size} bytes, MD5 ${asset.file_md5}. The asset can be used once it is ACTIVED.`);
}

function addListOptions(command: Command): Command {
  return addServiceOptions(command)
    .option("--name <text>", "Only assets whose name contains this text")
    .option("--source <source>", `Preset assets, those of the account, or both: ${SOURCES.join(" | ")}`, parseChoice(...SOURCES), "ALL")
    .option("--json", "Assets as a JSON array, with all metadata and signed URLs");
}

type Columns = Readonly<Record<string, (asset: Asset) => unknown>>;

const AVATAR_COLUMNS: Columns = {
  ASSET: ({ asset_id }) => asset_id,
  RESOLUTION: ({ asset_extra_meta: meta }) => meta?.human_model_2d_meta?.model_resolution,
  BACKGROUND: ({ asset_extra_meta: meta }) => (meta?.human_model_2d_meta?.is_real_background ? "fixed" : "free"),
  VOICE: ({ asset_extra_meta: meta }) => meta?.human_model_2d_meta?.voice_asset_id,
  NAME: ({ asset_name }) => asset_name,
};

const VOICE_COLUMNS: Columns = {
  ASSET: ({ asset_id }) => asset_id,
  LANGUAGE: ({ asset_extra_meta: meta }) => meta?.voice_model_meta?.languages?.join(",") ?? meta?.voice_model_meta?.language,
  SEX: ({ asset_extra_meta: meta }) => meta?.voice_model_meta?.sex,
  NAME: ({ asset_name }) => asset_name,
};

/** Prints all usable assets that match: a table on a terminal, tab-separated values elsewhere. */
async function printAssets(
  { name, source, json, ...flags }: ListFlags,
  filter: AssetFilter,
  columns: Columns,
  context: CliContext,
): Promise<void> {
  const { output } = context;
  const { connect } = await import("../settings.js");
  const client = await connect(flags, context);
  const query = { ...filter, asset_state: "ACTIVED", asset_source: source, ...(name !== undefined && { name }) } as const;
  const assets = await runInterruptible(context, async (signal) => {
    const list: Asset[] = [];
    for await (const asset of client.assets.list(query, { signal })) list.push(asset);
    return list;
  });
  if (json) return output.printJson(assets);
  const cell = (value: unknown): string => (value == null ? "-" : redactUrls(String(value)).replace(/\s+/g, " "));
  const rows = assets.map((asset) => Object.values(columns).map((read) => cell(read(asset))));
  if (output.isTerminal("stdout") && rows.length > 0) output.print(formatTable([Object.keys(columns), ...rows]));
  else for (const row of rows) output.print(row.join("\t"));
  output.printMessage(`${assets.length} ${assets.length === 1 ? "asset" : "assets"}`);
}
