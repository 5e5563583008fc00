/** `npm run docs:diagrams`: the committed pictures of the docs; with `--check` only whether they are what the code draws. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { segmentsOf } from "../../../src/core/pointer.js";
import type { Issue } from "../../../src/layout/index.js";
import { type LayoutScript, renderLayout } from "../../../src/layout/index.js";
import { compareProducts, writeProducts } from "../../codegen/write-files.js";
import { root } from "../../task-runner.js";
import { comparison } from "./comparison.js";
import { rulePictures } from "./rules.js";

const PICTURES = `${root}docs/diagrams`;

/** An avatar before a background that is 220 px too narrow: the fault that everybody makes once. */
const GAP: LayoutScript = {
  video_config: { bitrate: 5000, width: 1920, height: 1080 },
  shoot_scripts: [
    {
      shoot_script: {
        text_config: { text: "Hello, everyone." },
        background_config: [
          {
            background_type: "IMAGE",
            background_asset_id: "c7885ffdfb347337a890208ca7fd07e3",
            background_image_config: { dx: 0, dy: 0, width: 1700, height: 1080 },
          },
        ],
        layer_config: [
          { layer_type: "HUMAN", position: { dx: 980, dy: 0, layer_index: 2 }, size: { width: 607, height: 1080 } },
          {
            layer_type: "IMAGE",
            asset_id: "942e65a5fd219a2e01fb08d881cfadb9",
            image_config: {},
            position: { dx: 140, dy: 190, layer_index: 1 },
            size: { width: 720, height: 480 },
          },
        ],
      },
    },
  ],
};

const folders = new Map([
  [PICTURES, new Map([["gap-and-fix.svg", gapAndFix(GAP)]])],
  [`${PICTURES}/rules`, rulePictures(`${root}test/corpus`)],
]);
const count = [...folders.values()].reduce((sum, { size }) => sum + size, 0);

if (process.argv.includes("--check")) {
  const differences = [...folders].flatMap(([folder, pictures]) => [
    ...compareProducts(pictures, folder),
    ...orphans(pictures, folder).map((name) => `${folder}/${name}:1: nothing draws this picture any more`),
  ]);
  for (const difference of differences) console.error(difference);
  if (differences.length > 0) {
    console.error("docs/diagrams is not what the code draws; run: npm run docs:diagrams");
    process.exitCode = 1;
  } else console.log(`docs/diagrams: ${count} pictures, as the code draws them`);
} else {
  let changed = 0;
  for (const [folder, pictures] of folders) {
    changed += writeProducts(pictures, folder).length;
    for (const name of orphans(pictures, folder)) rmSync(`${folder}/${name}`);
  }
  console.log(`docs/diagrams: ${count} pictures, ${changed} written`);
}

/** Pictures in a folder that nothing draws any more. */
function orphans(pictures: ReadonlyMap<string, string>, folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".svg") && !pictures.has(name));
}

/** A layout beside itself with every computed fix applied. */
function gapAndFix(script: LayoutScript): string {
  const before = renderLayout(script);
  const fixed = fix(script, before.issues);
  const after = renderLayout(fixed);
  if (before.issues.length === 0 || after.issues.length > 0) {
    throw new Error(
      `the picture of a fix needs findings before and none after; there are ${before.issues.length} and ${after.issues.length}`,
    );
  }
  return comparison(script, fixed);
}

/** A copy in which every first fix has been made. */
function fix(script: LayoutScript, findings: readonly Issue[]): LayoutScript {
  const copy = structuredClone(script);
  for (const { path, value } of findings.flatMap(({ fixes }) => fixes ?? [])) {
    const names = segmentsOf(path);
    const last = names.pop();
    let parent: unknown = copy;
    for (const name of names) parent = (parent as Record<string, unknown>)[name];
    if (last !== undefined) (parent as Record<string, unknown>)[last] = value;
  }
  return copy;
}
