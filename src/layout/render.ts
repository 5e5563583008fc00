import { checkShow2DDigitalHumanVideoResponse } from "../../generated/checks.js";
import type { Issue } from "../core/issue.js";
import { ValidationError } from "../errors.js";
import { type CanvasChoice, chooseCanvas } from "./canvas.js";
import { at } from "./get-property.js";
import { findingsOf } from "./layout-issues.js";
import { type LayoutScript, readScript } from "./parse-scene.js";
import { type Scene, sceneOf } from "./scene.js";
import { contactSheet } from "./svg/contact-sheet.js";
import { type Drawing, picture } from "./svg/diagram.js";

export interface LayoutOptions {
  /** Which canvas to draw on; `auto` by default. */
  readonly canvas?: CanvasChoice | undefined;
}

/** A drawn script. */
export interface Layout {
  /** The contact sheet; for a script of one scene, the picture of that scene. A whole SVG file. */
  readonly svg: string;
  /** What the contract finds in what is drawn; number `n` in the pictures is element `n - 1`. */
  readonly issues: readonly Issue[];
  readonly scenes: readonly SceneLayout[];
}

/** One scene of a drawn script. */
export interface SceneLayout {
  /** Place in `shoot_scripts`. */
  readonly index: number;
  /** A whole SVG file, 800 px wide. */
  readonly svg: string;
  /** The shapes in px of the canvas, for drawings of your own. */
  readonly shapes: Scene;
}

/**
 * Draws where everything will be in a video: one SVG per shoot script and a contact sheet, with the contract's findings marked.
 *
 * The script is a task as `get` gives it with its script, a request body, or an object with `video_config` and `shoot_scripts`.
 * Positions are px of the canvas, 1920 × 1080 or 1080 × 1920, whatever the output size (Tables 16 to 19). Pure: the same input
 * gives the same bytes. Files and addresses are neither opened nor shown.
 *
 * @throws ValidationError when there is no scene to draw; its `issues` say what is wrong with the script.
 * @throws ConfigurationError when `options.canvas` is none of the three.
 */
export function renderLayout(script: LayoutScript, options: LayoutOptions = {}): Layout {
  const drawings = drawingsOf(script, options.canvas ?? "auto");
  if (drawings.length === 0) throw nothingToDraw(script);
  const numbered = findingsOf(script);
  const pictures = drawings.map((drawing) => ({
    index: drawing.scene.index,
    svg: picture(drawing, numbered, drawings.length),
    shapes: drawing.scene,
  }));
  const [first] = pictures;
  return {
    svg: first !== undefined && pictures.length === 1 ? first.svg : contactSheet(drawings, numbered),
    issues: numbered.map(({ issue }) => issue),
    scenes: pictures,
  };
}

/** Every scene of a script with the canvas that it is drawn on. */
export function drawingsOf(script: LayoutScript, choice: CanvasChoice): Drawing[] {
  const { output, scenes } = readScript(script);
  return scenes.map((source) => {
    const { canvas, other, reason } = chooseCanvas(source, output, choice);
    return { scene: sceneOf(source, output, canvas), other: other && sceneOf(source, output, other), reason, output };
  });
}

function nothingToDraw(script: unknown): ValidationError {
  const found = at(script, "shoot_scripts");
  const why = Array.isArray(found) ? "shoot_scripts is empty" : "it has no shoot_scripts";
  const issues = checkShow2DDigitalHumanVideoResponse(script).filter(
    ({ path, code }) => code !== "skipped" && (path === "" || path.startsWith("/shoot_scripts")),
  );
  return new ValidationError(`There is no layout to draw: ${why}.`, {
    issues,
    hint: "Give an object with shoot_scripts, at best with video_config beside it. A task has both only when it was asked for with show_script: true.",
  });
}
