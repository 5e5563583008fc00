import { checkCreate2DDigitalHumanVideoReq } from "../../generated/checks.js";
import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { fileStem } from "../assets/file-name.js";
import { isObject } from "../core/json-equal.js";
import { addCustomRuleIssues } from "../custom-rule-issues.js";
import type { CustomRule } from "../custom-rules.js";
import { ConfigurationError, ValidationError } from "../errors.js";
import { classifyIssues } from "../validation/classify-issues.js";
import type { VideoState } from "../videos/video-state.js";
import type { JournalRecord } from "./journal.js";

/** One video of a batch. */
export interface BatchItem {
  /** Identifies the video in every run, names its file, and is its `asset_name` unless the request has one. */
  readonly key: string;
  readonly request: Create2DDigitalHumanVideoReq;
}

/** An item with its state at the start of this run. */
export interface PlannedVideo {
  readonly key: string;
  request: Create2DDigitalHumanVideoReq;
  readonly isInJournal: boolean;
  state: VideoState;
}

/** Combines the items with the journal. Throws `ConfigurationError` for duplicate keys and changed requests. */
export function createPlanner(records: Iterable<JournalRecord>): (item: BatchItem) => PlannedVideo {
  const known = new Map<string, { state: VideoState; request?: Create2DDigitalHumanVideoReq }>();
  for (const { key, state, request } of records) {
    const original = request ?? known.get(key)?.request;
    known.set(key, { state, ...(original !== undefined && { request: original }) });
  }
  const stems = new Map<string, string>();
  return ({ key, request }) => {
    if (typeof key !== "string" || key === "") throw createItemError(String(key), "has an empty key");
    const stem = fileStem(key);
    // file systems of Windows and macOS ignore case
    const other = stems.get(stem.toLowerCase());
    if (other !== undefined)
      throw createItemError(key, other === key ? "appears twice" : `would have the same file name as ${JSON.stringify(other)}`);
    stems.set(stem.toLowerCase(), key);
    const named = withName(request, key);
    const { state: lastState, request: earlier } = known.get(key) ?? {};
    // a request that was rejected has cost nothing, so the next run tries it again
    const isRejected = lastState?.step === "failed" && lastState.jobId === undefined;
    const state: VideoState = lastState === undefined || isRejected ? { step: "planned" } : lastState;
    if (earlier !== undefined) rejectChange(key, earlier, named);
    return { key, request: named, isInJournal: known.has(key), state };
  };
}

/** Throws `ValidationError` if the service or a rule of the user would reject the request. */
export function validateItem(
  { key, request }: Pick<PlannedVideo, "key" | "request">,
  { accept, rules = [] }: { readonly accept?: readonly string[] | undefined; readonly rules?: readonly CustomRule[] } = {},
): void {
  const issues = addCustomRuleIssues(request, checkCreate2DDigitalHumanVideoReq(request), rules);
  const { errors } = classifyIssues(issues, "request", accept);
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  throw new ValidationError(`${key}: ${first.path === "" ? "" : `${first.path}: `}${first.message}${more}`, { issues: errors });
}

/** Throws `ConfigurationError` if a key has another request than before, and shows the first difference. */
export function rejectChange(key: string, earlier: Create2DDigitalHumanVideoReq, request: Create2DDigitalHumanVideoReq): void {
  const difference = findDifference(earlier, request, "");
  if (difference === undefined) return;
  throw createItemError(key, `has another request than before: ${difference}`, "Use a new key for a new request.");
}

/** The request as JSON sends it, so that it can be compared with that of an earlier run. */
function withName(request: Create2DDigitalHumanVideoReq, key: string): Create2DDigitalHumanVideoReq {
  const copy = JSON.parse(JSON.stringify(request)) as Create2DDigitalHumanVideoReq;
  return { ...copy, output_asset_config: { asset_name: key, ...copy.output_asset_config } };
}

function createItemError(key: string, problem: string, hint?: string): ConfigurationError {
  return new ConfigurationError(`The item ${JSON.stringify(key)} ${problem}.`, { options: ["items"], hint });
}

/** Returns the first difference between two JSON values, as text. */
function findDifference(before: unknown, now: unknown, path: string): string | undefined {
  if (before === now) return undefined;
  const areArrays = Array.isArray(before) && Array.isArray(now);
  if (areArrays || (isObject(before) && isObject(now))) {
    const [one, other] = [before as Record<string, unknown>, now as Record<string, unknown>];
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const difference = findDifference(one[name], other[name], `${path}/${name}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  const show = (value: unknown): string => (value === undefined ? "absent" : JSON.stringify(value).slice(0, 80));
  return `${path === "" ? "the request" : path} was ${show(before)} and is ${show(now)}`;
}
