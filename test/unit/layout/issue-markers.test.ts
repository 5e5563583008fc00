import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkShow2DDigitalHumanVideoResponse } from "../../../generated/checks.js";
import { constants } from "../../../generated/constraints.js";
import type { BackgroundConfigInfo, LayerConfig, VideoConfig } from "../../../generated/types.js";
import { contains } from "../../../src/layout/box.js";
import { type Issue, type LayoutScript, type Orientation, renderLayout } from "../../../src/layout/index.js";
import { type ParsedOutput, type ParsedScene, parseScript } from "../../../src/layout/parse-scene.js";
import { backgroundBox, canvasOf, createScene, type Scene } from "../../../src/layout/scene.js";

/** The rules about geometry. */
const GEOMETRY = new Set([
  "background-covers-height",
  "background-covers-width",
  "background-orientation",
  "crop-origin-x",
  "crop-origin-y",
  "crop-window",
  "layer-index-unique",
  "layer-overflow-x",
  "layer-overflow-y",
  "resize-resolution",
  "scene-canvas",
  "subtitle-bottom-edge",
  "subtitle-right-edge",
  "video-layer-rotation",
]);

// Boundary values are frequent, so that every rule is violated and every edge is reached.
const near = (...numbers: number[]): fc.Arbitrary<number> =>
  fc.tuple(fc.constantFrom(...numbers), fc.constantFrom(0, 0, 1, -1)).map(([number, off]) => number + off);
const place = fc.oneof(near(0, 100, 473, 656, 840, 1313), fc.integer({ min: -1920, max: 3840 }));
const length = fc.oneof(near(300, 607, 1080, 1920), fc.integer({ min: 1, max: 7680 })).filter((px) => px > 0);
const layer = fc
  .record({
    layer_type: fc.constantFrom("HUMAN" as const, "VIDEO" as const),
    position: fc.option(fc.record({ dx: place, dy: place, layer_index: fc.integer({ min: 1, max: 5 }) }), { nil: undefined, freq: 8 }),
    size: fc.option(fc.record({ width: length, height: length }), { nil: undefined, freq: 8 }),
    rotation: fc.option(fc.record({ angle: fc.constantFrom(0, 15, 90, 180, 360) }), { nil: undefined }),
  })
  .map((value): LayerConfig => JSON.parse(JSON.stringify(value)));
/** Layers that fit exactly one canvas. */
const fittingLayer = fc
  .constantFrom<[number, number, number, number]>([1313, 0, 607, 1080], [0, 840, 1080, 1080])
  .map(([dx, dy, width, height]): LayerConfig => ({ layer_type: "HUMAN", position: { dx, dy, layer_index: 9 }, size: { width, height } }));
/** Backgrounds that cover exactly one canvas. */
const fittingBackground = fc.constantFrom<[number, number]>([1920, 1080], [1080, 1920]).map(
  ([width, height]): BackgroundConfigInfo => ({
    background_type: "IMAGE",
    background_asset_id: "a",
    background_image_config: { dx: 0, dy: 0, width, height },
  }),
);
const shift = fc.oneof(
  near(-1, -840).filter((px) => px <= 0),
  fc.integer({ min: -5760, max: 0 }),
);
const background = fc.oneof(
  { weight: 1, arbitrary: fc.constant<BackgroundConfigInfo>({ background_type: "COLOR", background_color_config: "#103060" }) },
  {
    weight: 5,
    arbitrary: fc
      .record({ dx: shift, dy: shift, width: length, height: length })
      .map((box): BackgroundConfigInfo => ({ background_type: "IMAGE", background_asset_id: "a", background_image_config: box })),
  },
);
const subtitles = fc.option(fc.record({ dx: fc.oneof(near(216, 384), fc.nat(1920)), dy: fc.oneof(near(1080), fc.nat(1920)) }), {
  nil: undefined,
});
const pixels = fc.oneof(near(1080, 1920, 2160), fc.integer({ min: 1, max: 3840 }));
const output = fc.option(
  fc
    .record({
      size: fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...constants.resolutions) },
        { weight: 1, arbitrary: fc.record({ width: pixels, height: pixels }) },
      ),
      crop: fc.option(
        fc.record({
          dx: fc.option(place, { nil: undefined, freq: 8 }),
          dy: fc.option(place, { nil: undefined, freq: 8 }),
          width: pixels,
          height: pixels,
        }),
        {
          nil: undefined,
        },
      ),
      subtitles,
    })
    .map(
      ({ size, crop, subtitles: box }): VideoConfig =>
        ({
          bitrate: 5000,
          ...(crop ? { clip_mode: "CROP", ...crop } : size),
          ...(box && { is_subtitle_enable: true, subtitle_config: box }),
        }) as VideoConfig,
    ),
  { nil: undefined, freq: 4 },
);
const scripts = fc
  .record({
    video_config: output,
    scenes: fc.array(
      fc.record({
        background_config: fc.array(fc.oneof(background, fittingBackground), { maxLength: 2 }),
        layer_config: fc.array(fc.oneof({ weight: 2, arbitrary: layer }, { weight: 1, arbitrary: fittingLayer }), { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(
    ({ video_config, scenes }): LayoutScript => ({
      ...(video_config && { video_config: JSON.parse(JSON.stringify(video_config)) as VideoConfig }),
      shoot_scripts: scenes.map((scene) => ({ shoot_script: { text_config: { text: "Hello." }, ...scene } })),
    }),
  );

const named = (issues: readonly Issue[]): string[] =>
  issues.filter(({ rule }) => GEOMETRY.has(rule ?? "")).map(({ rule, path }) => `${rule} ${path}`);
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

describe("marked issues match validation", () => {
  test("shapes, issue numbers and validation report the same rules at the same paths", () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const issues = checkShow2DDigitalHumanVideoResponse({ job_id: "j", state: "SUCCEED", ...script });
        expect(
          issues.filter(({ code }) => code !== "rule"),
          "the script satisfies its schema",
        ).toEqual([]);
        const checked = sorted(named(issues));
        const { svg, scenes, issues: marked } = renderLayout(script);
        expect(
          sorted(
            violationsOf(
              script,
              scenes.map(({ shapes }) => shapes),
            ),
          ),
          "shapes",
        ).toEqual(checked);
        if (checked.length === 0) expect(svg).not.toMatch(/px (uncovered|overflow)<|"url\(#msl-\w+-hatch/);
        for (const drawn of [[svg], scenes.map((scene) => scene.svg)]) {
          const numbers = new Set(drawn.flatMap(numbersIn));
          expect(sorted(named(marked.filter((_, index) => numbers.has(index + 1)))), "numbers").toEqual(checked);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("every hatched area has the color of an issue", () => {
    fc.assert(
      fc.property(scripts, (script) => {
        for (const { svg } of renderLayout(script).scenes) expect(svg).not.toMatch(/fill="url\(#msl-\w+-hatch-gap\)"/);
      }),
      { numRuns: 100 },
    );
  });
});

/** Returns the issue numbers in the titles of an SVG. */
function numbersIn(svg: string): number[] {
  return [...svg.matchAll(/<title>(\d+): /g)].map(([, number]) => Number(number));
}

/** Yields the violations of a script as `rule path`, derived from shapes only. */
function* violationsOf(script: LayoutScript, drawn: readonly Scene[]): Generator<string> {
  const { output, scenes } = parseScript(script);
  yield* violationsOfOutput(output, drawn[0]);
  for (const [index, source] of scenes.entries()) {
    const shapes = drawn[index];
    if (shapes) yield* violationsOfScene(source, output, shapes, `/shoot_scripts/${index}/shoot_script`);
  }
}

function* violationsOfOutput(output: ParsedOutput, shapes: Scene | undefined): Generator<string> {
  const { width, height, crop, dx, dy } = output;
  for (const { side } of shapes?.subtitle?.overflow ?? []) {
    yield side === "right"
      ? "subtitle-right-edge /video_config/subtitle_config/dx"
      : "subtitle-bottom-edge /video_config/subtitle_config/dy";
  }
  if (width !== undefined && !crop && !constants.resolutions.some((one) => one.width === width && one.height === height)) {
    yield "resize-resolution /video_config/width";
  }
  if (!crop) return;
  if (dx === undefined || dx < 0) yield "crop-origin-x /video_config/dx";
  if (dy === undefined || dy < 0) yield "crop-origin-y /video_config/dy";
  const exceedsBoth = onBoth((on) => {
    const box = createScene({ index: 0, sequenceNo: undefined, backgrounds: [], layers: [] }, output, on).crop?.box;
    return box !== undefined && (box.right > canvasOf(on).width || box.bottom > canvasOf(on).height);
  });
  if (dx !== undefined && dy !== undefined && exceedsBoth) yield "crop-window /video_config";
}

function* violationsOfScene(source: ParsedScene, output: ParsedOutput, shapes: Scene, path: string): Generator<string> {
  const known = output.width !== undefined && !output.crop;
  const on = (orientation: Orientation): Scene => createScene(source, output, orientation);
  const [landscape, portrait] = [on("landscape"), on("portrait")];
  const other = shapes.canvas.orientation === "landscape" ? portrait : landscape;
  let mixed =
    shapes.crop !== undefined &&
    output.dx !== undefined &&
    output.dy !== undefined &&
    shapes.crop.outside.length > 0 &&
    other.crop?.outside.length === 0;
  for (const { index, type, angle } of source.layers) {
    if (type === "VIDEO" && angle % 360 !== 0) yield `video-layer-rotation ${path}/layer_config/${index}/rotation/angle`;
  }
  for (const { index, sameIndexCount, overflow } of shapes.layers) {
    const at = `${path}/layer_config/${index}/position`;
    const [wide = [], high = [], onOther = []] = [landscape, portrait, other].map(
      (scene) => scene.layers.find((one) => one.index === index)?.overflow ?? [],
    );
    const reported = known ? overflow : high.length > 0 ? wide : [];
    if (reported.some(({ side }) => side === "left" || side === "right")) yield `layer-overflow-x ${at}/dx`;
    if (reported.some(({ side }) => side === "top" || side === "bottom")) yield `layer-overflow-y ${at}/dy`;
    if (overflow.length > 0 && onOther.length === 0) mixed = true;
    if (sameIndexCount > 1) yield `layer-index-unique ${at}/layer_index`;
  }
  // A layer without a size is not drawn but still has a layer_index.
  for (const { index, hasPosition, layerIndex, width } of source.layers) {
    const same = source.layers.filter((one) => one.hasPosition && one.layerIndex === layerIndex);
    if (width === undefined && hasPosition && same.length > 1)
      yield `layer-index-unique ${path}/layer_config/${index}/position/layer_index`;
  }
  for (const one of source.backgrounds) {
    const box = backgroundBox(one);
    if (box === undefined) continue;
    const at = `${path}/background_config/${one.index}/background_image_config`;
    const fits = (scene: Scene): boolean => contains(box, scene.canvas.box);
    const own = box.right - box.left >= box.bottom - box.top ? landscape.canvas : portrait.canvas;
    if (!fits(landscape) && !fits(portrait)) {
      if (box.right < own.width) yield `background-covers-width ${at}/width`;
      if (box.bottom < own.height) yield `background-covers-height ${at}/height`;
    } else if (!fits(shapes)) {
      if (known) yield `background-orientation ${at}`;
      mixed = true;
    }
  }
  if (mixed && !known) yield `scene-canvas ${path}`;
}

function onBoth(test: (orientation: Orientation) => boolean): boolean {
  return test("landscape") && test("portrait");
}
