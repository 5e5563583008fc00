import { checkShow2DDigitalHumanVideoResponse } from "../../generated/checks.js";
import type { Issue } from "../core/issue.js";
import { parsePointer } from "../core/pointer.js";
import type { Side } from "./box.js";
import { geometryOf } from "./parse-scene.js";

/** The part of a diagram that an issue refers to. */
export interface IssueLocation {
  /** `canvas`: the canvas that the scene as a whole requires. */
  readonly kind: "output" | "subtitle" | "scene" | "canvas" | "background" | "layer";
  /** Absent for the whole video. */
  readonly scene?: number;
  /** Of a background or layer. */
  readonly index?: number;
  /** Whether the issue concerns the size or position of a background. */
  readonly box?: boolean;
}

/** An issue with its number and location in the diagrams. */
export interface NumberedIssue {
  /** 1-based, the same in every diagram of a script. */
  readonly number: number;
  readonly issue: Issue;
  readonly location: IssueLocation;
}

/**
 * Returns the issues of `checkShow2DDigitalHumanVideoResponse` in the parts of a script that a diagram shows: output size and crop
 * window, subtitles, backgrounds and layers. Those of the whole video are first.
 */
export function collectLayoutIssues(script: unknown): NumberedIssue[] {
  return checkShow2DDigitalHumanVideoResponse(geometryOf(script))
    .filter(({ code }) => code !== "skipped")
    .flatMap((issue) => {
      const location = locateIssue(issue);
      return location === undefined ? [] : { issue, location };
    })
    .sort((a, b) => (a.location.scene ?? -1) - (b.location.scene ?? -1))
    .map((located, index) => ({ number: index + 1, ...located }));
}

/** Returns the issues listed in the diagram of one scene: its own, and those of the whole video. */
export function issuesOfScene(issues: readonly NumberedIssue[], index: number): NumberedIssue[] {
  return issues.filter(({ location: { scene } }) => scene === undefined || scene === index);
}

function locateIssue({ path, code }: Issue): IssueLocation | undefined {
  const [root, first = "", script, list, index, member] = parsePointer(path);
  if (root === "video_config") return OUTPUT_KINDS[first] && { kind: OUTPUT_KINDS[first] };
  if (root !== "shoot_scripts" || first === "" || (script ?? "shoot_script") !== "shoot_script") return undefined;
  const scene = Number(first);
  if (list === undefined) {
    // a diagram shows neither the spoken text nor the sequence number of a scene
    if (code === "rule") return script === undefined ? undefined : { kind: "canvas", scene };
    return { kind: "scene", scene };
  }
  if (list !== "background_config" && list !== "layer_config") return undefined;
  if (index === undefined) return { kind: "scene", scene };
  if (list === "layer_config") return { kind: "layer", scene, index: Number(index) };
  return { kind: "background", scene, index: Number(index), box: member === "background_image_config" };
}

const OUTPUT_KINDS: Readonly<Record<string, "output" | "subtitle">> = {
  ...{ "": "output", clip_mode: "output", width: "output", height: "output", dx: "output", dy: "output" },
  ...{ is_subtitle_enable: "subtitle", subtitle_config: "subtitle" },
};

/** Returns the issues that color the gaps: those about the box of a background or about the scene as a whole. */
export function gapIssues(issues: readonly NumberedIssue[]): NumberedIssue[] {
  return issues.filter(({ location }) => location.box || location.kind === "canvas");
}

/** Returns the issues that color the overflow of a layer past one edge of the canvas. */
export function layerOverflowIssues(issues: readonly NumberedIssue[], index: number, side: Side): NumberedIssue[] {
  const own = issues.filter(({ location }) => location.kind === "canvas" || (location.kind === "layer" && location.index === index));
  return own.filter((numbered) => numbered.location.kind === "canvas" || isAboutSide(numbered, side));
}

/** Returns the issues that color the overflow of the subtitles past one edge of the canvas. */
export function subtitleOverflowIssues(issues: readonly NumberedIssue[], side: Side): NumberedIssue[] {
  return issues.filter((numbered) => numbered.location.kind === "subtitle" && isAboutSide(numbered, side));
}

/** Returns the issues that color the part of the crop window outside the model frame. */
export function cropOverflowIssues(issues: readonly NumberedIssue[]): NumberedIssue[] {
  return issues.filter(({ location }) => location.kind === "output" || location.kind === "canvas");
}

/** Whether an issue is about a property that determines whether a shape crosses an edge. */
export function isAboutSide({ issue }: NumberedIssue, side: Side): boolean {
  const properties = side === "left" || side === "right" ? ["dx", "width"] : ["dy", "height"];
  return properties.includes(parsePointer(issue.path).at(-1) ?? "");
}
