import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ruleIds } from "../../generated/rule-ids.js";
import type { Asset } from "../assets/index.js";
import type { Client } from "../client.js";
import type { Issue } from "../core/issue.js";
import { isObject } from "../core/json-equal.js";
import { escapeSegment } from "../core/pointer.js";
import { didYouMean, quoteArgument } from "../core/strings.js";
import { assertCustomRules, type CustomRule } from "../custom-rules.js";
import { BadRequestError, ConfigurationError, NotFoundError } from "../errors.js";
import type { VideoRequestOptions } from "../validators.js";
import { UsageError } from "./exit-codes.js";

export async function loadRules(file: string): Promise<readonly CustomRule[]> {
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    throw new UsageError(`Cannot load the rules in ${file}: ${error instanceof Error ? error.message : String(error)}`, RULES_HINT);
  }
  const rules = module.default;
  asUsage(() => assertCustomRules(rules));
  return rules as readonly CustomRule[];
}

const RULES_HINT = "Pass a JavaScript module (.mjs) whose default export is an array of { id, severity, check }.";

/** Calls a function that evaluates rules. An error of the rules is one of the command line. */
export function asUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ConfigurationError && error.options.includes("rules")) throw new UsageError(error.message, RULES_HINT);
    throw error;
  }
}

/** Throws `UsageError` for an ID that is neither a rule of the contract nor one of the user. */
export function assertRuleIds(ids: readonly string[], rules: readonly CustomRule[]): void {
  const known = [...ruleIds, ...rules.map(({ id }) => id)];
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new UsageError(
      `Unknown rule ${quoteArgument(unknown)} in --accept.`,
      didYouMean(unknown, known, "docs/rules.md lists the rules of the contract."),
    );
}

/** The avatar and the voice of a request, and the issues of the assets that it names. */
export type RequestAssets = Pick<VideoRequestOptions, "avatar" | "voice"> & { readonly issues: readonly Issue[] };

/** Asks the service for the assets that requests name; each asset once. */
export function createAssetLookup({ assets }: Client, signal: AbortSignal): (request: unknown) => Promise<RequestAssets> {
  const cache = new Map<string, Promise<Asset | undefined>>();
  const find = (id: string): Promise<Asset | undefined> => {
    const known = cache.get(id) ?? assets.get(id, { signal }).catch(asMissing);
    cache.set(id, known);
    return known;
  };
  return async (request) => {
    const named = await Promise.all(assetIdsOf(request).map(async ({ path, id }) => ({ path, id, asset: await find(id) })));
    const assetAt = (pointer: string): Asset | undefined => named.find(({ path }) => path === pointer)?.asset;
    const [avatar, voice] = [assetAt("/model_asset_id"), assetAt("/voice_config/voice_asset_id")];
    return {
      ...(avatar && { avatar }),
      ...(voice && { voice }),
      issues: named.flatMap(({ path, id, asset }) => issuesOf(path, id, asset)),
    };
  };
}

/** The service answers 404 for an unknown asset, and 400 for an ID that no asset can have. */
function asMissing(error: unknown): undefined {
  if (!(error instanceof NotFoundError || error instanceof BadRequestError)) throw error;
}

/** Returns the asset IDs in a request with their JSON Pointers: every property whose name ends with `asset_id`. */
function assetIdsOf(value: unknown, path = ""): readonly { readonly path: string; readonly id: string }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = `${path}/${escapeSegment(key)}`;
    if (typeof item !== "string") return assetIdsOf(item, at);
    return isObject(value) && /(?:^|_)asset_id$/.test(key) && item !== "" ? { path: at, id: item } : [];
  });
}

function issuesOf(path: string, id: string, asset: Asset | undefined): Issue[] {
  const name = JSON.stringify(id.slice(0, 64));
  const issue = { code: "asset", path, keyword: "assets", expected: "an asset that a video can use", source: "the service" } as const;
  if (asset === undefined) {
    const hint = "Check the ID, the project and the region; metastudio-video avatars and voices list assets.";
    return [{ ...issue, message: `the service has no asset ${name}`, received: name, hint, severity: "error" }];
  }
  // the rules avatar-usable and voice-usable report these two
  const isRule = path === "/model_asset_id" || path === "/voice_config/voice_asset_id";
  const { asset_state: state } = asset;
  if (isRule || state === undefined || state === "ACTIVED") return [];
  return [{ ...issue, message: `the asset ${name} is in the state ${state}, not ACTIVED`, received: state, severity: "warning" }];
}
