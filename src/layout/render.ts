import { checkShow2DDigitalHumanVideoResponse } from "../../generated/checks.js";
import type { Issue } from "../core/issue.js";
import { ValidationError } from "../errors.js";
import { collectLayoutIssues } from "./layout-issues.js";
import { geometryOf, type LayoutScript, parseScript } from "./parse-scene.js";
import { type CanvasChoice, createScene, type Scene, selectCanvas } from "./scene.js";
import { contactSheet } from "./svg/contact-sheet.js";
import { caption, type Drawing, renderDiagram, renderView } from "./svg/diagram.js";

/** Options of `renderLayout`. */
export interface LayoutOptions {
  /** The canvas to draw on. Default: `auto`. */
  readonly canvas?: CanvasChoice | undefined;
}

/** The rendered layout of a script. */
export interface Layout {
  /** A complete SVG document: the contact sheet, or the diagram of the scene when the script has only one. */
  readonly svg: string;
  /** Validation issues in the drawn parts of the script. Number `n` in the diagrams is element `n - 1`. */
  readonly issues: readonly Issue[];
  readonly scenes: readonly SceneLayout[];
}

/** The rendered layout of one scene. */
export interface SceneLayout {
  /** Index in `shoot_scripts`. */
  readonly index: number;
  /** A complete SVG document, 800 px wide. */
  readonly svg: string;
  /** Which canvas is drawn, and why. */
  readonly caption: string;
  /** Renders only the canvas and its labels, at most `width` px wide. Shapes and labels have `data-path`, the JSON Pointer of their value. */
  view(width: number): string;
  /** The shapes in canvas px, for custom rendering. */
  readonly shapes: Scene;
}

/**
 * Renders the layout of a video: one SVG per shoot script and a contact sheet, with validation issues marked.
 *
 * Accepts a task fetched with its script, a request body, or an object with `video_config` and `shoot_scripts`. Positions are in
 * px of the canvas, 1920 × 1080 or 1080 × 1920, independent of the output size (Tables 16 to 19). The same input produces the same
 * bytes. Assets and URLs in the script are neither fetched nor included.
 *
 * @throws ValidationError when the script has no scenes; `issues` lists the problems of the script.
 * @throws ConfigurationError when `options.canvas` is not a `CanvasChoice`.
 */
export function renderLayout(script: LayoutScript, options: LayoutOptions = {}): Layout {
  const drawings = createDrawings(script, options.canvas ?? "auto");
  if (drawings.length === 0) throw emptyLayoutError(script);
  const issues = collectLayoutIssues(script);
  // rendered when read: a caller needs the contact sheet, or some of the scenes
  const diagrams = drawings.map((drawing) => ({
    index: drawing.scene.index,
    get svg() {
      return renderDiagram(drawing, issues, drawings.length);
    },
    caption: caption(drawing),
    view: (width: number) => renderView(drawing, issues, width),
    shapes: drawing.scene,
  }));
  const [first] = diagrams;
  return {
    get svg() {
      return first !== undefined && diagrams.length === 1 ? first.svg : contactSheet(drawings, issues);
    },
    issues: issues.map(({ issue }) => issue),
    scenes: diagrams,
  };
}

/** Returns the scenes of a script with the canvas that each is drawn on. */
export function createDrawings(script: LayoutScript, choice: CanvasChoice): Drawing[] {
  const { output, scenes } = parseScript(script);
  return scenes.map((source) => {
    const { canvas, other, reason } = selectCanvas(source, output, choice);
    return { scene: createScene(source, output, canvas), other: other && createScene(source, output, other), reason, output };
  });
}

function emptyLayoutError(script: unknown): ValidationError {
  const reason = Array.isArray(geometryOf(script).shoot_scripts) ? "shoot_scripts is empty" : "shoot_scripts is missing";
  const issues = checkShow2DDigitalHumanVideoResponse(script).filter(
    ({ path, code }) => code !== "skipped" && (path === "" || path.startsWith("/shoot_scripts")),
  );
  return new ValidationError(`No layout to render: ${reason}.`, {
    issues,
    hint: "Pass an object with shoot_scripts and, if available, video_config. A task includes both only when it is fetched with show_script: true.",
  });
}
