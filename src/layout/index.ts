/**
 * Renders the layout of a video as SVG: canvas, backgrounds, uncovered areas with their size, layers in stacking order, subtitles
 * and crop window, with validation issues marked. Makes no network requests; the output is identical in browsers and Node.
 *
 * @module
 */

export type { Fix, Issue, IssueCode, Severity } from "../core/issue.js";
export type { ErrorCode, ErrorDetails, MetaStudioError } from "../errors.js";
export { ConfigurationError, ValidationError } from "../errors.js";
export type { Outline } from "../validation/cel-functions.js";
export type { Box, Gap, Overflow, Side } from "./box.js";
export type { LayerText, LayoutScript, Orientation, ParsedLayer } from "./parse-scene.js";
export { type Layout, type LayoutOptions, renderLayout, type SceneLayout } from "./render.js";
export type { BackgroundShape, Canvas, CanvasChoice, Crop, LayerShape, Scene, Subtitle } from "./scene.js";
