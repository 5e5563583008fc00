/** `npm run docs:diagrams`: writes the diagrams of the documentation. With `--check`, checks that they are up to date. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { parsePointer } from "../../../src/core/pointer.js";
import type { Issue } from "../../../src/layout/index.js";
import { type LayoutScript, renderLayout } from "../../../src/layout/index.js";
import { compareFiles, writeFiles } from "../../codegen/write-files.js";
import { root } from "../../task-runner.js";
import { renderComparison } from "./comparison.js";
import { renderRuleDiagrams } from "./rules.js";

const DIAGRAMS_FOLDER = `${root}docs/diagrams`;

/** An avatar in front of a background that is 220 px too narrow, a common mistake. */
const GAP_SCRIPT: LayoutScript = {
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
  [DIAGRAMS_FOLDER, new Map([["gap-and-fix.svg", renderGapWithFix(GAP_SCRIPT)]])],
  [`${DIAGRAMS_FOLDER}/rules`, renderRuleDiagrams(`${root}test/corpus`)],
]);
const count = [...folders.values()].reduce((sum, { size }) => sum + size, 0);

if (process.argv.includes("--check")) {
  const differences = [...folders].flatMap(([folder, diagrams]) => [
    ...compareFiles(diagrams, folder),
    ...staleFiles(diagrams, folder).map((name) => `${folder}/${name}:1: no longer generated; delete this file`),
  ]);
  for (const difference of differences) console.error(difference);
  if (differences.length > 0) {
    console.error("docs/diagrams is out of date; run: npm run docs:diagrams");
    process.exitCode = 1;
  } else console.log(`docs/diagrams: ${count} diagrams, up to date`);
} else {
  let changed = 0;
  for (const [folder, diagrams] of folders) {
    changed += writeFiles(diagrams, folder).length;
    for (const name of staleFiles(diagrams, folder)) rmSync(`${folder}/${name}`);
  }
  console.log(`docs/diagrams: ${count} diagrams, ${changed} written`);
}

/** Returns the diagrams in a folder that are no longer generated. */
function staleFiles(diagrams: ReadonlyMap<string, string>, folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".svg") && !diagrams.has(name));
}

/** Renders a layout beside the same layout with all fixes applied. */
function renderGapWithFix(script: LayoutScript): string {
  const before = renderLayout(script);
  const fixed = applyFixes(script, before.issues);
  const after = renderLayout(fixed);
  if (before.issues.length === 0 || after.issues.length > 0) {
    throw new Error(`expected issues before the fix and none after it, received ${before.issues.length} and ${after.issues.length}`);
  }
  return renderComparison(script, fixed);
}

/** Returns a copy of a script with all fixes applied. */
function applyFixes(script: LayoutScript, issues: readonly Issue[]): LayoutScript {
  const copy = structuredClone(script);
  for (const { path, value } of issues.flatMap(({ fixes }) => fixes ?? [])) {
    const names = parsePointer(path);
    const last = names.pop();
    let parent: unknown = copy;
    for (const name of names) parent = (parent as Record<string, unknown>)[name];
    if (last !== undefined) (parent as Record<string, unknown>)[last] = value;
  }
  return copy;
}
