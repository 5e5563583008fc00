import { examples } from "../../generated/examples.js";
import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { createSandbox, type SandboxOptions } from "../../src/sandbox/index.js";

/** The body of the contract's own example of a request to create a video, without its callback. */
export const request: Create2DDigitalHumanVideoReq = JSON.parse(
  JSON.stringify({ ...examples.create2DDigitalHumanVideo.request, callback_config: undefined }),
);

/** The same, under another name. */
export const named = (asset_name: string, more: object = {}): object => ({ ...request, output_asset_config: { asset_name }, ...more });

export const HOST = "metastudio.cn-north-4.myhuaweicloud.com";

interface Ask {
  readonly body?: unknown;
  readonly user?: string;
  readonly project?: string;
}

/** A sandbox of the package's own contract, and a way to ask it without a client. */
export function openStudio(options: SandboxOptions = {}) {
  const sandbox = createSandbox({ token: "t", ...options });
  const send = (method: string, path: string, { body, user, project = "p1" }: Ask = {}): Promise<Response> =>
    sandbox.fetch(`https://${HOST}/v1/${project}${path}`, {
      method,
      headers: { "X-Auth-Token": "t", ...(user !== undefined && { "X-App-UserId": user }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  /** Status, headers and the JSON that came, if any did. */
  const ask = async (method: string, path: string, how?: Ask) => {
    const response = await send(method, path, how);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
  return {
    ...sandbox,
    send,
    ask,
    create: (body: unknown = request, how: Ask = {}) => ask("POST", "/2d-digital-human-videos", { ...how, body }),
    show: (id: string, query = "", how?: Ask) => ask("GET", `/2d-digital-human-videos/${id}${query}`, how),
    cancel: (id: string, how?: Ask) => ask("POST", `/2d-digital-human-videos/${id}/cancel`, how),
    list: async (query = "", how?: Ask): Promise<string[]> =>
      (await ask("GET", `/digital-human-videos${query}`, how)).body.jobs.map(({ job_id }: { job_id: string }) => job_id),
    asset: (id: string, how?: Ask) => ask("GET", `/digital-assets/${id}`, how),
  };
}
