import fc from "fast-check";
import { expect, test } from "vitest";
import { checkShow2DDigitalHumanVideoResponse } from "../../../generated/checks.js";
import { constants } from "../../../generated/constraints.js";
import { parsePointer } from "../../../src/core/pointer.js";
import { applyFixes } from "../../../src/json/apply-fixes.js";

/** Formatting of a JSON text, which a fix must preserve. */
interface Style {
  readonly indent: string;
  readonly end: string;
  readonly colon: string;
  readonly comma: string;
  readonly last: string;
  readonly ascii: boolean;
}
const style: fc.Arbitrary<Style> = fc.record({
  indent: fc.constantFrom("", "  ", "\t", "    "),
  end: fc.constantFrom("\n", "\r\n"),
  colon: fc.constantFrom(": ", ":", " : "),
  comma: fc.constantFrom(",", ", "),
  last: fc.constantFrom("", "\n", "\r\n"),
  ascii: fc.boolean(),
});

const shift = fc.oneof(fc.constant(0), fc.integer({ min: -1000, max: 0 }));

/** A background with the orientation of the output, at or left of and above the origin, so that enlarging it up to 7680 px covers any gap. */
const background = (landscape: boolean): fc.Arbitrary<object> =>
  fc
    .record({ dx: shift, dy: shift, long: fc.integer({ min: 1000, max: 1919 }), short: fc.integer({ min: 800, max: 1919 }) })
    .map(({ dx, dy, long, short }) => {
      const [more, less] = long > short ? [long, short] : [short + 1, long];
      const size = landscape ? { width: more, height: less } : { width: less, height: more };
      return { background_image_config: { ...size, dx, dy }, background_type: "IMAGE", background_asset_id: "背景" };
    });

const video = fc.record({ angle: fc.integer({ min: 0, max: 360 }), layer_index: fc.constantFrom(1, 2) }).map(({ angle, layer_index }) => ({
  layer_type: "VIDEO",
  rotation: { angle },
  position: { dx: 300, layer_index, dy: 300 },
  size: { width: 200, height: 120 },
  asset_id: "v",
  video_config: { video_url: "https://a/b.mp4" },
}));

const scenes = (landscape: boolean): fc.Arbitrary<object[]> =>
  fc.array(
    fc
      .record({ background_config: fc.array(background(landscape), { maxLength: 2 }), layer_config: fc.array(video, { maxLength: 1 }) })
      .map((scene) => ({ shoot_script: { ...scene, text_config: { text: '你好, "everyone" / \u2028' } } })),
    { minLength: 1, maxLength: 2 },
  );

const subtitle = fc.record(
  { w: fc.nat(1920), dx: fc.nat(1920), dy: fc.integer({ min: 54, max: 1920 }), h: fc.nat(54) },
  { requiredKeys: [] },
);
// 4K causes a warning without a fix because it requires a dedicated model.
const small = constants.resolutions.filter(({ width, height }) => width + height <= 3000);
const resize = fc
  .record({
    size: fc.oneof(
      fc.constantFrom(...small),
      fc.record({ width: fc.nat(1900), height: fc.nat(1900) }).filter(({ width, height }) => width !== height),
    ),
    subtitle_config: fc.option(subtitle, { nil: undefined }),
  })
  .map(({ size, subtitle_config }) => ({
    ...(subtitle_config && { subtitle_config, is_subtitle_enable: true }),
    height: size.height,
    bitrate: 5000,
    width: size.width,
  }));
const crop = fc
  .record({ dx: fc.integer({ min: -1920, max: 900 }), dy: fc.integer({ min: -1920, max: 80 }) }, { requiredKeys: [] })
  .map((origin) => ({ clip_mode: "CROP", ...origin, bitrate: 5000, width: 1000, height: 1000 }));
const tasks = fc.oneof({ weight: 3, arbitrary: resize }, { weight: 1, arbitrary: crop }).chain((video_config) => {
  const landscape = video_config.width >= video_config.height;
  return scenes(landscape).map((shoot_scripts) => ({ state: "SUCCEED", shoot_scripts, video_config, job_id: "j" }));
});

test("check --fix resolves all fixable geometry issues and changes nothing else", () => {
  let fixes = 0;
  fc.assert(
    fc.property(tasks, style, (task, written) => {
      const { text, fixed } = applyFixes(write(task, written), checkShow2DDigitalHumanVideoResponse);
      expect(checkShow2DDigitalHumanVideoResponse(JSON.parse(text))).toEqual([]);
      const expected: unknown = structuredClone(task);
      for (const { path, value } of fixed) put(expected, path, value);
      expect(text).toBe(write(expected, written));
      fixes += fixed.length;
    }),
  );
  expect(fixes).toBeGreaterThan(50);
});

test("check --fix does not change a valid script", () => {
  fc.assert(
    fc.property(tasks, style, (task, written) => {
      const { text } = applyFixes(write(task, written), checkShow2DDigitalHumanVideoResponse);
      expect(applyFixes(text, checkShow2DDigitalHumanVideoResponse)).toEqual({ text, fixed: [] });
    }),
    { numRuns: 30 },
  );
});

/** Serializes a value in a style. */
function write(value: unknown, { indent, end, colon, comma, last, ascii }: Style): string {
  const inner = (node: unknown, depth: number): string => {
    if (typeof node !== "object" || node === null) return ascii ? JSON.stringify(node).replace(/[^ -~]/g, escaped) : JSON.stringify(node);
    const parts = Array.isArray(node)
      ? node.map((item) => inner(item, depth + 1))
      : Object.entries(node).map(([key, item]) => `${JSON.stringify(key)}${colon}${inner(item, depth + 1)}`);
    const [open, close] = Array.isArray(node) ? "[]" : "{}";
    if (parts.length === 0) return `${open}${close}`;
    if (indent === "") return `${open}${parts.join(comma)}${close}`;
    const margin = end + indent.repeat(depth + 1);
    return `${open}${margin}${parts.join(`,${margin}`)}${end}${indent.repeat(depth)}${close}`;
  };
  return inner(value, 0) + last;
}

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Sets the value at a JSON pointer; a new property is appended. */
function put(root: unknown, pointer: string, value: unknown): void {
  const names = parsePointer(pointer);
  const last = names.pop() ?? "";
  const parent = names.reduce((at, name) => (at as Record<string, unknown>)[name], root) as Record<string, unknown>;
  parent[last] = value;
}
