import { examples } from "../../../generated/examples.js";
import type { AssetFileInfo, Create2DDigitalHumanVideoReq, ShowAssetResponse } from "../../../generated/types.js";
import { createSandbox, type NewTask, type SandboxOptions } from "../../../src/sandbox/index.js";

/** The documented example of a create request, without its callback. */
export const videoRequest: Create2DDigitalHumanVideoReq = JSON.parse(
  JSON.stringify({ ...examples.create2DDigitalHumanVideo.request, callback_config: undefined }),
);

/** `videoRequest` with another asset name and additional properties. */
export const namedRequest = (asset_name: string, more: object = {}): object => ({
  ...videoRequest,
  output_asset_config: { asset_name },
  ...more,
});

/** The documented example of a task, which every sandbox contains. */
export const documentedTask = examples.show2DDigitalHumanVideo["200"];

export const HOST = "metastudio.cn-north-4.myhuaweicloud.com";

interface CallOptions {
  readonly body?: unknown;
  readonly user?: string;
  readonly project?: string;
}

/** Creates a sandbox with shorthands for requests that do not use the client. */
export function openSandbox(options: SandboxOptions = {}) {
  const sandbox = createSandbox({ token: "t", ...options });
  const send = (method: string, path: string, { body, user, project = "p1" }: CallOptions = {}): Promise<Response> =>
    sandbox.fetch(`https://${HOST}/v1/${project}${path}`, {
      method,
      headers: { "X-Auth-Token": "t", "Content-Type": "application/json", ...(user !== undefined && { "X-App-UserId": user }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  /** Returns the status, the headers and the parsed body. */
  const call = async (method: string, path: string, callOptions?: CallOptions) => {
    const response = await send(method, path, callOptions);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
  return {
    ...sandbox,
    send,
    call,
    create: (body: unknown = videoRequest, callOptions: CallOptions = {}) =>
      call("POST", "/2d-digital-human-videos", { ...callOptions, body }),
    show: (id: string, query = "", callOptions?: CallOptions) => call("GET", `/2d-digital-human-videos/${id}${query}`, callOptions),
    cancel: (id: string, callOptions?: CallOptions) => call("POST", `/2d-digital-human-videos/${id}/cancel`, callOptions),
    list: async (query = "", callOptions?: CallOptions): Promise<string[]> =>
      (await call("GET", `/digital-human-videos${query}`, callOptions)).body.jobs.map(({ job_id }: { job_id: string }) => job_id),
    asset: (id: string, callOptions?: CallOptions) => call("GET", `/digital-assets/${id}`, callOptions),
  };
}

/** Creates a sandbox with shorthands for assets and their files. */
export function openAssetSandbox(options: SandboxOptions = {}) {
  const sandbox = openSandbox(options);
  const getPath = (path: string): Promise<Response> => sandbox.send("GET", `/${path}`);
  /** Adds a task, advances time until it is finished, and returns its asset. */
  const createAsset = async (task: NewTask = {}): Promise<ShowAssetResponse> => {
    const id = sandbox.tasks.add(task);
    await sandbox.clock.advance("90s");
    const { output_asset_config: asset } = await (await getPath(`2d-digital-human-videos/${id}`)).json();
    return (await getPath(`digital-assets/${asset.asset_id}`)).json();
  };
  return { ...sandbox, getPath, createAsset };
}

/** Returns a file of an asset by category, and asserts that the properties that every file has are present. */
export function fileOf({ files = [] }: ShowAssetResponse, category = "MAIN"): RequiredFileInfo & AssetFileInfo {
  const file = files.find((candidate) => candidate.asset_file_category === category);
  const { file_name, file_md5, file_size, download_url } = file ?? {};
  if (file_name === undefined || file_md5 === undefined || file_size === undefined || download_url === undefined)
    throw new Error(`the asset has no ${category} file with name, MD5, size and URL`);
  return { ...file, file_name, file_md5, file_size, download_url };
}

type RequiredFileInfo = Required<Pick<AssetFileInfo, "file_name" | "file_md5" | "file_size" | "download_url">>;
