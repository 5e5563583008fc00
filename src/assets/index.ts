import type { Methods } from "../../generated/client.js";
import type { ShowAssetResponse } from "../../generated/types.js";
import type { Clock } from "../core/clock.js";
import type { ApiPromise, CallOptions } from "../core/operation-call.js";
import type { Redactor } from "../core/redact.js";
import type { Log } from "../http/log.js";
import type { Loop } from "../http/operation-caller.js";
import type { RetryOptions } from "../http/retry.js";
import type { Download, DownloadOptions } from "./download.js";

/** An asset of the library with its files. Its links work for everybody who sees them. */
export type Asset = ShowAssetResponse;

/** What people do with assets. */
export interface Assets {
  /** The asset as it stands now, with links that are good for 24 hours. */
  get(assetId: string, options?: CallOptions): ApiPromise<Asset>;
  /**
   * A file of the asset, byte by byte as it comes; nothing is written anywhere. Resolves when the store answers. Rejects with
   * `DownloadError` when there is no such file (yet) or the store does not give it, with what `get` rejects with, or with the
   * signal's reason. Later faults are thrown by the stream: what breaks is resumed first, and before it ends, size and MD5
   * have been compared with what the service announced.
   */
  download(assetId: string, options?: DownloadOptions): Promise<Download>;
}

/** What the asset functions need of the client. */
export interface AssetParts {
  readonly methods: (loop?: Loop) => Methods;
  readonly fetch: typeof globalThis.fetch;
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryOptions;
  readonly timeoutMs: number;
  readonly log: Log;
  readonly redactor: Redactor;
}

/** Builds `client.assets`. */
export function createAssets(parts: AssetParts): Assets {
  const methods = parts.methods();
  return {
    get: (assetId, options) => methods.showAsset({ asset_id: assetId }, options),
    async download(assetId, options = {}) {
      options.signal?.throwIfAborted();
      // a file of its own, with MD5: whoever only asks does not pay for it
      const { openDownload } = await import("./download.js");
      return openDownload(assetId, options, parts);
    },
  };
}
