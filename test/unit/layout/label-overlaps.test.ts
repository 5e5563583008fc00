import fc from "fast-check";
import { expect, test } from "vitest";
import { type LayoutScript, renderLayout } from "../../../src/layout/index.js";
import { parseXml, type Xml } from "../helpers/layout-scripts.js";

interface PlacedLabel {
  /** What the label contains. */
  readonly children: Xml["children"];
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Position and direction of an element: `upright` elements are rotated by 90° counterclockwise. */
interface Frame {
  readonly x: number;
  readonly y: number;
  readonly upright: boolean;
}

/** Returns the boxes of all labels (chips and the badges outside of them) in a diagram. */
function labelsOf({ name, attributes, children }: Xml, frame: Frame = { x: 0, y: 0, upright: false }): PlacedLabel[] {
  const numbers = (attributes["transform"] ?? "").match(/-?[\d.]+/g)?.map(Number) ?? [];
  // shapes may be rotated by other angles, but contain no labels
  const isShape = /^rotate/.test(attributes["transform"] ?? "");
  if (isShape) return [];
  const [x = 0, y = 0, angle = 0] = numbers;
  const inner = { x: frame.x + x, y: frame.y + y, upright: frame.upright || angle === -90 };
  const own = children.find((child): child is Xml => typeof child !== "string" && child.name === "rect" && isLabel(child));
  if (name === "g" && own !== undefined) return [toBox(own, inner, children)];
  return children.flatMap((child) => (typeof child === "string" ? [] : labelsOf(child, inner)));
}

const isLabel = ({ attributes }: Xml): boolean => attributes["rx"] === "5" || attributes["rx"] === "8.5";

function toBox({ attributes }: Xml, { x, y, upright }: Frame, children: Xml["children"]): PlacedLabel {
  const [left = 0, top = 0, width = 0, height = 0] = ["x", "y", "width", "height"].map((key) => Number(attributes[key]));
  if (upright) return { children, left: x + top, top: y - left - width, right: x + top + height, bottom: y - left };
  return { children, left: x + left, top: y + top, right: x + left + width, bottom: y + top + height };
}

/** Returns pairs of labels that overlap, and labels outside the diagram. */
function overlapsIn(svg: string, labels: readonly PlacedLabel[]): string[] {
  const [, width = 0, height = 0] = (/ width="(\d+)" height="(\d+)"/.exec(svg) ?? []).map(Number);
  const outside = labels.filter(({ left, top, right, bottom }) => left < -1 || top < -1 || right > width + 1 || bottom > height + 1);
  return [
    ...outside.map((label) => `outside: ${JSON.stringify(label)}`),
    ...labels.flatMap((a, index) =>
      labels
        .slice(index + 1)
        .filter(
          (b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5,
        )
        .map((b) => `${JSON.stringify(a)} overlaps ${JSON.stringify(b)}`),
    ),
  ];
}

const layer = fc.record({
  layer_type: fc.constantFrom("HUMAN", "IMAGE", "VIDEO", "TEXT", "A_LONG_UNKNOWN_TYPE"),
  position: fc.record({
    dx: fc.integer({ min: -1920, max: 3840 }),
    dy: fc.integer({ min: -1920, max: 3840 }),
    layer_index: fc.integer({ min: 1, max: 100 }),
  }),
  size: fc.record({ width: fc.integer({ min: 1, max: 2500 }), height: fc.integer({ min: 1, max: 2500 }) }),
  rotation: fc.record({ angle: fc.constantFrom(0, 0, 0, 90, 37, 359) }),
});
const background = fc.record({
  background_type: fc.constantFrom("IMAGE", "COLOR"),
  background_image_config: fc.record({
    dx: fc.integer({ min: -1920, max: 1920 }),
    dy: fc.integer({ min: -1920, max: 1920 }),
    width: fc.integer({ min: 1, max: 3840 }),
    height: fc.integer({ min: 1, max: 3840 }),
  }),
});
const output = fc.record({
  clip_mode: fc.constantFrom("RESIZE", "CROP"),
  width: fc.constantFrom(1920, 1080, 600),
  height: fc.constantFrom(1920, 1080, 700),
  dx: fc.integer({ min: 0, max: 1920 }),
  dy: fc.integer({ min: 0, max: 1920 }),
  is_subtitle_enable: fc.boolean(),
  subtitle_config: fc.record({ dx: fc.integer({ min: 0, max: 1920 }), dy: fc.integer({ min: 0, max: 1920 }) }),
});

/** Scripts of 1, 3 and 14 scenes with few, many and up to 100 layers: 500 scenes. */
const SIZES = [
  { scripts: 80, scenes: 1, layers: 8 },
  { scripts: 8, scenes: 1, layers: 100 },
  { scripts: 20, scenes: 3, layers: 20 },
  { scripts: 24, scenes: 14, layers: 6 },
  { scripts: 2, scenes: 14, layers: 100 },
] as const;

test("500 random scenes have no labels that overlap", () => {
  let scenes = 0;
  let labels = 0;
  for (const size of SIZES) {
    const scene = fc.record({
      shoot_script: fc.record({
        background_config: fc.array(background, { maxLength: 3 }),
        layer_config: fc.array(layer, { maxLength: size.layers, size: "max" }),
      }),
    });
    const shoot_scripts = fc.array(scene, { minLength: size.scenes, maxLength: size.scenes });
    fc.assert(
      fc.property(output, shoot_scripts, fc.constantFrom(300, 700), (video_config, list, width) => {
        const layout = renderLayout({ video_config, shoot_scripts: list } as unknown as LayoutScript);
        // the sheet has all scenes, and that of one scene is its diagram; one is also drawn in detail and in the width of a page
        const [first] = layout.scenes;
        const diagrams = [...(list.length > 1 ? [layout.svg] : []), first?.svg ?? "", first?.view(width) ?? ""];
        scenes += list.length;
        const placed = diagrams.map((svg) => labelsOf(parseXml(svg)));
        labels += placed.flat().length;
        expect(diagrams.flatMap((svg, index) => overlapsIn(svg, placed[index] ?? []))).toEqual([]);
      }),
      { numRuns: size.scripts, endOnFailure: true },
    );
  }
  expect(scenes).toBeGreaterThanOrEqual(500);
  expect(labels).toBeGreaterThan(5000);
});
