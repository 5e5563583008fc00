/**
 * Where everything will be in a video, as a picture: canvas, backgrounds with every uncovered strip measured, layers in their
 * order, subtitles and the cut, with the contract's findings marked. No dependency, no network, the same in browsers and Node.
 *
 * @module
 */

export type { Fix, Issue, IssueCode, Severity } from "../core/issue.js";
export type { ErrorCode, ErrorDetails, MetaStudioError } from "../errors.js";
export { ConfigurationError, ValidationError } from "../errors.js";
export type { Outline } from "../validation/cel-functions.js";
export type { Beyond, Box, Gap, Side } from "./box.js";
export type { Canvas, CanvasChoice, Orientation } from "./canvas.js";
export type { Crop, Subtitle } from "./crop-and-subtitle.js";
export type { LayerSource, LayoutScript } from "./parse-scene.js";
export { type Layout, type LayoutOptions, renderLayout, type SceneLayout } from "./render.js";
export type { BackgroundShape, LayerShape, Scene } from "./scene.js";
