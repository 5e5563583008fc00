import { ListVideoScriptsParameters } from "../../generated/constraints.js";
import type { ListVideoScriptsParameters as Parameters, VideoScriptBaseInfo } from "../../generated/types.js";
import type { AssetContext } from "../assets/context.js";
import type { CallOptions } from "../core/operation-call.js";
import { readEntries, readPages } from "../http/read-pages.js";

/** Filter of the script list: the query parameters of `listVideoScripts`. `limit` is the page size (default and maximum: 100). */
export type ScriptFilter = Omit<Parameters, "project_id" | "X-App-UserId">;

/** Yields every saved script that matches the filter, each once. */
export async function* listScripts(
  filter: ScriptFilter,
  options: CallOptions,
  context: Pick<AssetContext, "methods">,
): AsyncGenerator<VideoScriptBaseInfo, void, undefined> {
  const methods = context.methods();
  const readPage = async (offset: number, limit: number) => {
    const { data, requestId } = await methods.listVideoScripts({ ...filter, offset, limit }, options).withResponse();
    return { entries: data.video_scripts ?? [], count: data.count, requestId };
  };
  const { maximum: maxPageSize } = ListVideoScriptsParameters.properties.limit;
  const source = { readPage, idOf: ({ script_id }: VideoScriptBaseInfo) => script_id, maxPageSize, signal: options.signal };
  yield* readEntries(readPages(source, filter), ({ entries }) => entries, options.signal);
}
