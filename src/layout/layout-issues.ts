import { checkShow2DDigitalHumanVideoResponse } from "../../generated/checks.js";
import type { Issue } from "../core/issue.js";
import { segmentsOf } from "../core/pointer.js";
import type { Side } from "./box.js";
import { at } from "./get-property.js";

/** What of the picture a finding speaks of. */
export type Place =
  | { readonly of: "output" }
  | { readonly of: "subtitle" }
  | { readonly of: "scene"; readonly scene: number }
  /** The scene as a whole, on the canvas that it needs. */
  | { readonly of: "canvas"; readonly scene: number }
  | { readonly of: "background"; readonly scene: number; readonly index: number /** Its size or place. */; readonly box: boolean }
  | {
      readonly of: "layer";
      readonly scene: number;
      readonly index: number /** The property it stands at, `dx` for example. */;
      readonly property: string;
    };

/** A finding of the contract, with its number in the picture. */
export interface Numbered {
  /** From 1, the same in every picture of a script. */
  readonly number: number;
  readonly issue: Issue;
  readonly place: Place;
}

/**
 * What the contract finds in those parts of a script that a picture draws: the size and cut of the video, subtitles, backgrounds
 * and layers. Everything is a finding of `checkShow2DDigitalHumanVideoResponse`, at its pointer, with its rule id.
 */
export function findingsOf(script: unknown): Numbered[] {
  const drawn = { video_config: at(script, "video_config"), shoot_scripts: at(script, "shoot_scripts") };
  return checkShow2DDigitalHumanVideoResponse(drawn)
    .filter(({ code }) => code !== "skipped")
    .map((issue) => ({ issue, place: placeOf(issue) }))
    .filter((found): found is { issue: Issue; place: Place } => found.place !== undefined)
    .sort((a, b) => rank(a.place) - rank(b.place))
    .map(({ issue, place }, index) => ({ number: index + 1, issue, place }));
}

/** Numbers go the way a reader does: the whole video first, then scene by scene. */
function rank(place: Place): number {
  return "scene" in place ? place.scene + 1 : 0;
}

/** The findings that a picture of one scene lists: its own, and those about the whole video. */
export function findingsOfScene(findings: readonly Numbered[], scene: number): Numbered[] {
  return findings.filter(({ place }) => !("scene" in place) || place.scene === scene);
}

function placeOf({ path, code }: Issue): Place | undefined {
  const [root, ...rest] = segmentsOf(path);
  if (root === "video_config") return placeInOutput(rest[0]);
  const [scene, script, list, index, member] = rest;
  if (root !== "shoot_scripts" || scene === undefined) return undefined;
  const place = { scene: Number(scene) };
  // Above the lists only the shape matters to a picture; what a scene says or how it is numbered does not.
  if (list === undefined && script === "shoot_script" && code === "rule") return { of: "canvas", ...place };
  if (list === undefined) return code !== "rule" && (script ?? "shoot_script") === "shoot_script" ? { of: "scene", ...place } : undefined;
  if (script !== "shoot_script" || (list !== "background_config" && list !== "layer_config")) return undefined;
  if (index === undefined) return { of: "scene", ...place };
  if (list === "layer_config") return { of: "layer", ...place, index: Number(index), property: rest.at(-1) ?? "" };
  return { of: "background", ...place, index: Number(index), box: member === "background_image_config" };
}

function placeInOutput(property: string | undefined): Place | undefined {
  switch (property) {
    case undefined:
    case "clip_mode":
    case "width":
    case "height":
    case "dx":
    case "dy":
      return { of: "output" };
    case "is_subtitle_enable":
    case "subtitle_config":
      return { of: "subtitle" };
    default:
      return undefined;
  }
}

/** What colours the uncovered parts of a canvas: findings about the size and place of a background, or about the scene as a whole. */
export function gapFindings(findings: readonly Numbered[]): Numbered[] {
  return findings.filter(({ place }) => (place.of === "background" && place.box) || place.of === "canvas");
}

/** What colours a layer's reach beyond one edge of the canvas. */
export function layerOverflow(findings: readonly Numbered[], index: number, side: Side): Numbered[] {
  return findings.filter(
    ({ place }) => place.of === "canvas" || (place.of === "layer" && place.index === index && AXES[side].includes(place.property)),
  );
}

/** What colours the subtitles' reach beyond one edge of the canvas. */
export function subtitleOverflow(findings: readonly Numbered[], side: Side): Numbered[] {
  return findings.filter(({ place, issue }) => place.of === "subtitle" && AXES[side].includes(segmentsOf(issue.path).at(-1) ?? ""));
}

/** What colours the part of a cut that lies outside the picture. */
export function cutOverflow(findings: readonly Numbered[]): Numbered[] {
  return findings.filter(({ place }) => place.of === "output" || place.of === "canvas");
}

const ACROSS: readonly string[] = ["dx", "width"];
const DOWN: readonly string[] = ["dy", "height"];
/** The properties that decide whether an edge is crossed. */
export const AXES: Readonly<Record<Side, readonly string[]>> = { left: ACROSS, right: ACROSS, top: DOWN, bottom: DOWN };
