import { examples } from "../../generated/examples.js";
import type { AssetFileInfo, ShowAssetResponse } from "../../generated/types.js";
import { createSandbox, type NewTask, type SandboxOptions } from "../../src/sandbox/index.js";

const headers = { "X-Auth-Token": "t" };

/** A sandbox whose finished videos are asked for and fetched. */
export function setUp(options: SandboxOptions = {}) {
  const sandbox = createSandbox({ token: "t", ...options });
  const service = "https://metastudio.cn-north-4.myhuaweicloud.com/v1/p1";
  const ask = (path: string): Promise<Response> => sandbox.fetch(`${service}/${path}`, { headers });
  /** The asset of a task that is done by then. */
  const assetOf = async (task: NewTask = {}): Promise<ShowAssetResponse> => {
    const id = sandbox.tasks.add(task);
    await sandbox.clock.advance("90s");
    const { output_asset_config: asset } = await (await ask(`2d-digital-human-videos/${id}`)).json();
    return (await ask(`digital-assets/${asset.asset_id}`)).json();
  };
  return { ...sandbox, ask, assetOf };
}

/** A file of an asset by its category; it must have what every file of the sandbox has. */
export function fileOf({ files = [] }: ShowAssetResponse, category = "MAIN"): Required<Pick<AssetFileInfo, Known>> & AssetFileInfo {
  const file = files.find((each) => each.asset_file_category === category);
  const { file_name, file_md5, file_size, download_url } = file ?? {};
  if (file_name === undefined || file_md5 === undefined || file_size === undefined || download_url === undefined)
    throw new Error(`no file ${category} with name, MD5, size and link`);
  return { ...file, file_name, file_md5, file_size, download_url };
}

type Known = "file_name" | "file_md5" | "file_size" | "download_url";

/** The page's own task, which every sandbox knows. */
export const page = examples.show2DDigitalHumanVideo["200"];
