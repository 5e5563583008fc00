import { checkShow2DDigitalHumanVideoResponse } from "../../generated/checks.js";
import type { Issue } from "../core/issue.js";
import { parsePointer } from "../core/pointer.js";
import type { Side } from "./box.js";
import { getProperty } from "./get-property.js";

/** The part of a diagram that an issue refers to. */
export type IssueLocation =
  | { readonly kind: "output" }
  | { readonly kind: "subtitle" }
  | { readonly kind: "scene"; readonly scene: number }
  /** The canvas that the scene as a whole requires. */
  | { readonly kind: "canvas"; readonly scene: number }
  /** `box` is true when the issue concerns the size or position of the background. */
  | { readonly kind: "background"; readonly scene: number; readonly index: number; readonly box: boolean }
  /** `property` is the last segment of the issue's path, for example `dx`. */
  | { readonly kind: "layer"; readonly scene: number; readonly index: number; readonly property: string };

/** An issue with its number and location in the diagrams. */
export interface NumberedIssue {
  /** 1-based, the same in every diagram of a script. */
  readonly number: number;
  readonly issue: Issue;
  readonly location: IssueLocation;
}

/**
 * Returns the issues of `checkShow2DDigitalHumanVideoResponse` in the parts of a script that a diagram shows: output size and crop
 * window, subtitles, backgrounds and layers.
 */
export function collectLayoutIssues(script: unknown): NumberedIssue[] {
  const visible = { video_config: getProperty(script, "video_config"), shoot_scripts: getProperty(script, "shoot_scripts") };
  return checkShow2DDigitalHumanVideoResponse(visible)
    .filter(({ code }) => code !== "skipped")
    .map((issue) => ({ issue, location: locateIssue(issue) }))
    .filter((located): located is { issue: Issue; location: IssueLocation } => located.location !== undefined)
    .sort((a, b) => sceneOrder(a.location) - sceneOrder(b.location))
    .map(({ issue, location }, index) => ({ number: index + 1, issue, location }));
}

/** Sorts issues of the whole video before those of the first scene. */
function sceneOrder(location: IssueLocation): number {
  return "scene" in location ? location.scene + 1 : 0;
}

/** Returns the issues listed in the diagram of one scene: its own, and those of the whole video. */
export function issuesOfScene(issues: readonly NumberedIssue[], scene: number): NumberedIssue[] {
  return issues.filter(({ location }) => !("scene" in location) || location.scene === scene);
}

function locateIssue({ path, code }: Issue): IssueLocation | undefined {
  const [root, ...rest] = parsePointer(path);
  if (root === "video_config") return locateOutputIssue(rest[0]);
  const [scene, script, list, index, member] = rest;
  if (root !== "shoot_scripts" || scene === undefined) return undefined;
  const location = { scene: Number(scene) };
  // A diagram shows neither the spoken text nor the sequence number of a scene.
  if (list === undefined && script === "shoot_script" && code === "rule") return { kind: "canvas", ...location };
  if (list === undefined)
    return code !== "rule" && (script ?? "shoot_script") === "shoot_script" ? { kind: "scene", ...location } : undefined;
  if (script !== "shoot_script" || (list !== "background_config" && list !== "layer_config")) return undefined;
  if (index === undefined) return { kind: "scene", ...location };
  if (list === "layer_config") return { kind: "layer", ...location, index: Number(index), property: rest.at(-1) ?? "" };
  return { kind: "background", ...location, index: Number(index), box: member === "background_image_config" };
}

function locateOutputIssue(property: string | undefined): IssueLocation | undefined {
  switch (property) {
    case undefined:
    case "clip_mode":
    case "width":
    case "height":
    case "dx":
    case "dy":
      return { kind: "output" };
    case "is_subtitle_enable":
    case "subtitle_config":
      return { kind: "subtitle" };
    default:
      return undefined;
  }
}

/** Returns the issues that color the gaps: those about the box of a background or about the scene as a whole. */
export function gapIssues(issues: readonly NumberedIssue[]): NumberedIssue[] {
  return issues.filter(({ location }) => (location.kind === "background" && location.box) || location.kind === "canvas");
}

/** Returns the issues that color the overflow of a layer past one edge of the canvas. */
export function layerOverflowIssues(issues: readonly NumberedIssue[], index: number, side: Side): NumberedIssue[] {
  return issues.filter(
    ({ location }) =>
      location.kind === "canvas" ||
      (location.kind === "layer" && location.index === index && PROPERTIES_BY_SIDE[side].includes(location.property)),
  );
}

/** Returns the issues that color the overflow of the subtitles past one edge of the canvas. */
export function subtitleOverflowIssues(issues: readonly NumberedIssue[], side: Side): NumberedIssue[] {
  return issues.filter(
    ({ location, issue }) => location.kind === "subtitle" && PROPERTIES_BY_SIDE[side].includes(parsePointer(issue.path).at(-1) ?? ""),
  );
}

/** Returns the issues that color the part of the crop window outside the model frame. */
export function cropOverflowIssues(issues: readonly NumberedIssue[]): NumberedIssue[] {
  return issues.filter(({ location }) => location.kind === "output" || location.kind === "canvas");
}

const HORIZONTAL_PROPERTIES: readonly string[] = ["dx", "width"];
const VERTICAL_PROPERTIES: readonly string[] = ["dy", "height"];
/** The properties that determine whether a shape crosses an edge. */
export const PROPERTIES_BY_SIDE: Readonly<Record<Side, readonly string[]>> = {
  left: HORIZONTAL_PROPERTIES,
  right: HORIZONTAL_PROPERTIES,
  top: VERTICAL_PROPERTIES,
  bottom: VERTICAL_PROPERTIES,
};
