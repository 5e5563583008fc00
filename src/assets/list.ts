import { ListAssetsParameters } from "../../generated/constraints.js";
import type { ListAssetsParameters as Parameters, ShowAssetResponse } from "../../generated/types.js";
import type { CallOptions } from "../core/operation-call.js";
import { readEntries, readPages, rejectEmptyLists } from "../http/read-pages.js";
import type { AssetContext } from "./context.js";

type TypeOrState = "asset_type" | "asset_state";

/**
 * Filter and sort order of the asset list: the query parameters of `listAssets`. `limit` is the page size (default and maximum:
 * 100). Without `asset_source`, only assets of the account are listed.
 */
export interface AssetFilter extends Omit<Parameters, TypeOrState | "project_id" | "X-App-UserId"> {
  /** Only assets of these types: an array, or a comma-separated string. */
  readonly asset_type?: string | readonly NonNullable<ShowAssetResponse["asset_type"]>[];
  /** Only assets in these states: an array, or a comma-separated string. */
  readonly asset_state?: string | readonly NonNullable<ShowAssetResponse["asset_state"]>[];
}

/** Yields every asset that matches the filter, each once. */
export async function* listAssets(
  { asset_type, asset_state, ...filter }: AssetFilter,
  options: CallOptions,
  context: Pick<AssetContext, "methods">,
): AsyncGenerator<ShowAssetResponse, void, undefined> {
  rejectEmptyLists({ asset_type, asset_state, ...filter });
  const methods = context.methods();
  const query = {
    sort_key: "create_time" as const,
    ...filter,
    ...(asset_type !== undefined && { asset_type: asset_type.toString() }),
    ...(asset_state !== undefined && { asset_state: asset_state.toString() }),
  };
  const readPage = async (offset: number, limit: number) => {
    const { data, requestId } = await methods.listAssets({ ...query, offset, limit }, options).withResponse();
    return { entries: data.assets ?? [], count: data.count, requestId };
  };
  const { maximum: maxPageSize } = ListAssetsParameters.properties.limit;
  const source = { readPage, idOf: ({ asset_id }: ShowAssetResponse) => asset_id, maxPageSize, signal: options.signal };
  yield* readEntries(readPages(source, filter), ({ entries }) => entries, options.signal);
}
