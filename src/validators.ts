/**
 * Validators for use without a client. For a component `X`, `isX` returns whether a value matches the schema, `validateX` returns the
 * schema issues, `checkX` returns the issues of the schema and the rules, and `xSchema` is `checkX` as a Standard Schema.
 *
 * @module
 */
import { checkCreate2DDigitalHumanVideoReq, checkVideoRequestWithAssets } from "../generated/checks.js";
import type { Create2DDigitalHumanVideoReq, ShowAssetResponse } from "../generated/types.js";
import type { Issue } from "./core/issue.js";
import { addCustomRuleIssues } from "./custom-rule-issues.js";
import { assertCustomRules, type CustomRule } from "./custom-rules.js";

export * from "../generated/checks.js";
export * from "../generated/parameters.js";
export type * from "../generated/types.js";
export * from "../generated/validators.js";
export type { Fix, Issue, IssueCode, Severity } from "./core/issue.js";
export type { CustomRule, RuleViolation } from "./custom-rules.js";
export { type ClassifiedIssues, classifyIssues, type Direction } from "./validation/classify-issues.js";
export type { StandardResult, StandardSchema } from "./validation/standard-schema.js";
export type { Unrecognized } from "./validation/unknown-enum-value.js";

/** What a create request is checked with, besides the contract. */
export interface VideoRequestOptions {
  /** Rules of your own, as in `createClient`. */
  readonly rules?: readonly CustomRule[] | undefined;
  /** The asset of `model_asset_id`, from `client.assets.get`: decides which resolutions are possible. */
  readonly avatar?: ShowAssetResponse | undefined;
  /** The asset of `voice_config.voice_asset_id`: decides which SSML tags are possible. */
  readonly voice?: ShowAssetResponse | undefined;
}

/**
 * Validates a create request, like the client does before it sends one: schema, rules of the contract, then the rules that read the
 * avatar and the voice, then your own. Throws `ConfigurationError` for invalid `rules`, and if a `check` fails.
 */
export function checkVideoRequest(
  request: Create2DDigitalHumanVideoReq,
  { rules = [], avatar, voice }: VideoRequestOptions = {},
): readonly Issue[] {
  assertCustomRules(rules);
  return addCustomRuleIssues(request, checkWithAssets(request, { ...(avatar && { avatar }), ...(voice && { voice }) }), rules);
}

/** The issues of the assets themselves are omitted: they are drift of a response. */
function checkWithAssets(request: unknown, assets: object): readonly Issue[] {
  if (Object.keys(assets).length === 0) return checkCreate2DDigitalHumanVideoReq(request);
  const own = /^\/request(?=\/|$)/;
  return checkVideoRequestWithAssets({ request, ...assets }).flatMap((issue) =>
    own.test(issue.path) || issue.path === "" ? { ...issue, path: issue.path.replace(own, "") } : [],
  );
}
