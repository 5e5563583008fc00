import type { ShowAssetResponse } from "../../generated/types.js";
import type { ApiPromise, CallOptions } from "../core/operation-call.js";
import type { AssetContext } from "./context.js";
import type { Download, DownloadOptions } from "./download.js";

/** An asset with its files. The `download_url` of a file is a signed URL: anyone who has it can download the file. */
export type Asset = ShowAssetResponse;

/** Methods for assets. */
export interface Assets {
  /** Gets an asset with its current state. The download URLs of its files are valid for 24 hours. */
  get(assetId: string, options?: CallOptions): ApiPromise<Asset>;
  /**
   * Downloads a file of an asset as a stream. Resolves when the storage server responds; nothing is written to disk.
   * Interrupted transfers are resumed. Before the stream ends, size and MD5 are compared with the values from the service.
   *
   * Rejects with `DownloadError` if the file does not exist, is not ready or cannot be downloaded, with the errors of `get`,
   * or with the signal's reason. Later errors are thrown by the stream.
   */
  download(assetId: string, options?: DownloadOptions): Promise<Download>;
}

/** Creates `client.assets`. */
export function createAssets(context: AssetContext): Assets {
  const methods = context.methods();
  return {
    get: (assetId, options) => methods.showAsset({ asset_id: assetId }, options),
    async download(assetId, options = {}) {
      options.signal?.throwIfAborted();
      // lazily imported: only downloads need MD5 and the transfer code
      const { openDownload } = await import("./download.js");
      return openDownload(assetId, options, context);
    },
  };
}
