import { ListAssetsParameters, ShowAssetResponse } from "../../../generated/constraints.js";
import type { Asset } from "../../assets/index.js";
import type { AssetFilter } from "../../assets/list.js";
import { defineCommand, type Invocation } from "../command.js";
import { type Flags, flag, parseChoice, serviceOptions, value } from "../options.js";
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

/** Prints all usable assets that match. */
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
