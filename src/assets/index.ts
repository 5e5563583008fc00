import type { ShowAssetResponse } from "../../generated/types.js";
import type { ApiPromise, CallOptions } from "../core/operation-call.js";
import type { AssetContext } from "./context.js";
import type { Download, DownloadOptions } from "./download.js";
import type { AssetFilter } from "./list.js";
import type { SavedFile, SaveOptions } from "./save-to.js";
import type { UploadedAsset, UploadProperties, UploadSource } from "./upload.js";

/** An asset with its files. The `download_url` of a file is a signed URL: anyone who has it can download the file. */
export type Asset = ShowAssetResponse;

/** Methods for assets. */
export interface Assets {
  /** Gets an asset with its current state. The download URLs of its files are valid for 24 hours. */
  get(assetId: string, options?: CallOptions): ApiPromise<Asset>;
  /**
   * Lists the assets that match the filter: `for await (const avatar of client.assets.list({ asset_type: "HUMAN_MODEL_2D",
   * asset_source: "ALL" }))`. The first request is sent when iteration starts, and each further page when it is needed.
   */
  list(filter?: AssetFilter, options?: CallOptions): AsyncIterable<Asset>;
  /**
   * Creates an asset from a file: a path, a `Blob` or bytes. Resolves when the file has arrived; the service then reviews it, and
   * the asset can be used once its `asset_state` is ACTIVED. `timeoutMs` applies to each request, and is extended by the size of
   * the file.
   *
   * Rejects with `ConfigurationError` if the file cannot be read, and with `UploadError` if its bytes do not arrive.
   */
  upload(source: UploadSource, properties?: UploadProperties, options?: CallOptions): Promise<UploadedAsset>;
  /**
   * Downloads a file of an asset as a stream. Resolves when the storage server responds; nothing is written to disk.
   * Interrupted transfers are resumed. Before the stream ends, size and MD5 are compared with the values from the service.
   *
   * Rejects with `DownloadError` if the file does not exist, is not ready or cannot be downloaded, with the errors of `get`,
   * or with the signal's reason. Later errors are thrown by the stream.
   */
  download(assetId: string, options?: DownloadOptions): Promise<Download>;
  /**
   * Downloads a file of an asset to a path, or into a directory under a safe form of its name (Node, Deno, Bun). An interrupted
   * download is continued by the next call, also of another process. A file that exists with the right MD5 is not downloaded
   * again; any other existing file is kept, and the call rejects with the reason `file-exists`.
   */
  saveTo(assetId: string, path: string, options?: SaveOptions): Promise<SavedFile>;
}

/** Creates `client.assets`. */
export function createAssets(context: AssetContext): Assets {
  const methods = context.methods();
  return {
    get: (assetId, options) => methods.showAsset({ asset_id: assetId }, options),
    async *list(filter = {}, options = {}) {
      const { listAssets } = await import("./list.js");
      yield* listAssets(filter, options, context);
    },
    async upload(source, properties = {}, options = {}) {
      options.signal?.throwIfAborted();
      const { uploadAsset } = await import("./upload.js");
      return uploadAsset(source, properties, options, context);
    },
    async download(assetId, options = {}) {
      options.signal?.throwIfAborted();
      // lazily imported: only downloads need MD5 and the transfer code
      const { openDownload } = await import("./download.js");
      return openDownload(assetId, options, context);
    },
    async saveTo(assetId, path, options = {}) {
      options.signal?.throwIfAborted();
      const { saveTo } = await import("./save-to.js");
      return saveTo(assetId, path, options, context);
    },
  };
}
