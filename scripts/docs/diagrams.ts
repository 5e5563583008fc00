import type { BackgroundConfigInfo, LayerConfig, ShootScript, VideoConfig } from "../../generated/types.js";
import { parsePointer } from "../../src/core/pointer.js";
import { applyFixes } from "../../src/json/apply-fixes.js";
import { collectLayoutIssues, issuesOfScene, type NumberedIssue } from "../../src/layout/layout-issues.js";
import { type LayoutScript, parseScript } from "../../src/layout/parse-scene.js";
import { createDrawings } from "../../src/layout/render.js";
import { createScene, selectCanvas } from "../../src/layout/scene.js";
import { badge } from "../../src/layout/svg/badge.js";
import { contactSheet } from "../../src/layout/svg/contact-sheet.js";
import { altText, renderDiagram, separator } from "../../src/layout/svg/diagram.js";
import { issueList } from "../../src/layout/svg/issue-list.js";
import { renderSceneView } from "../../src/layout/svg/scene-view.js";
import {
  type Block,
  block,
  MARGIN,
  PAGE_WIDTH,
  paragraph,
  stackHorizontally,
  stackVertically,
  svgDocument,
  translate,
} from "../../src/layout/svg/stack-layout.js";
import type { Corpus, Instance } from "./corpus.js";

/**
 * Renders a diagram for every rule whose corpus has an instance with `diagram: true`. The title is the alternative text.
 *
 * @throws Error when a diagram does not show an issue of its rule.
 */
export function renderRuleDiagrams(corpus: Corpus): Map<string, string> {
  return new Map([...diagramScripts(corpus)].map(([rule, script]) => [`${rule}.svg`, renderRuleDiagram(rule, script)]));
}

/** Returns these instances by rule, each completed to a script without other issues. */
export function diagramScripts(corpus: Corpus): Map<string, LayoutScript> {
  const instances = [...corpus.values()].flat().filter(({ diagram }) => diagram);
  return new Map(instances.map((instance) => [instance.rule, wrapInScript(instance)]));
}

function renderRuleDiagram(rule: string, script: LayoutScript): string {
  const issues = collectLayoutIssues(script);
  if (!issues.some(({ issue }) => issue.rule === rule)) throw new Error(`the diagram of ${rule} has no issue of this rule`);
  const drawings = createDrawings(script, "auto");
  const [first] = drawings;
  if (first === undefined) throw new Error(`the diagram of ${rule} has no scene`);
  if (drawings.length === 1) return renderDiagram(first, issues, 1, altText(first));
  return contactSheet(drawings, issues, drawings.map((drawing) => `Scene ${drawing.scene.index + 1}: ${altText(drawing)}`).join(" "));
}

/** Completes an instance of a component to a script, with a valid output, background and avatar. */
function wrapInScript({ schema, value }: Pick<Instance, "schema" | "value">): LayoutScript {
  switch (schema) {
    case "VideoConfig":
      return scriptWithScene({ background_config: [BACKGROUND], layer_config: [AVATAR] }, value as VideoConfig);
    case "ShootScript":
      return scriptWithScene(value as ShootScript);
    case "LayerConfig":
      return scriptWithScene({ background_config: [BACKGROUND], layer_config: [value as LayerConfig] });
    case "BackgroundConfigInfo":
      return scriptWithScene({ background_config: [value as BackgroundConfigInfo], layer_config: [AVATAR] });
    case "BackgroundImageConfig":
      return wrapInScript({ schema: "BackgroundConfigInfo", value: { ...BACKGROUND, background_image_config: value } });
    default:
      return value as LayoutScript;
  }
}

function scriptWithScene(scene: ShootScript, video_config: VideoConfig = { bitrate: 5000, width: 1920, height: 1080 }): LayoutScript {
  return { video_config, shoot_scripts: [{ shoot_script: { text_config: { text: "Hello, everyone." }, ...scene } }] };
}

const BACKGROUND: BackgroundConfigInfo = {
  background_type: "IMAGE",
  background_asset_id: "c7885ffdfb347337a890208ca7fd07e3",
  background_image_config: { dx: 0, dy: 0, width: 1920, height: 1080 },
};
const AVATAR: LayerConfig = {
  layer_type: "HUMAN",
  position: { dx: 656, dy: 0, layer_index: 1 },
  size: { width: 607, height: 1080 },
};

const WIDTH = PAGE_WIDTH - 2 * MARGIN;
const GAP = 16;
const HALF = (WIDTH - GAP) / 2;

/** An avatar in front of a background that is 220 px too narrow, a common mistake. */
const SCRIPT = scriptWithScene({
  background_config: [{ ...BACKGROUND, background_image_config: { dx: 0, dy: 0, width: 1700, height: 1080 } }],
  layer_config: [
    { ...AVATAR, position: { dx: 980, dy: 0, layer_index: 2 } },
    {
      layer_type: "IMAGE",
      asset_id: "942e65a5fd219a2e01fb08d881cfadb9",
      image_config: {},
      position: { dx: 140, dy: 190, layer_index: 1 },
      size: { width: 720, height: 480 },
    },
  ],
});

/** Renders a scene with a common mistake before and after its fixes, with the issues and the changes. */
export function renderGapDiagram(): string {
  const issues = collectLayoutIssues(SCRIPT);
  const { text, fixed } = applyFixes(JSON.stringify(SCRIPT), (value) =>
    collectLayoutIssues(value as LayoutScript).map(({ issue }) => issue),
  );
  const after = JSON.parse(text) as LayoutScript;
  const left = collectLayoutIssues(after);
  if (issues.length === 0 || left.length > 0)
    throw new Error(`expected issues before the fix and none after it, received ${issues.length} and ${left.length}`);
  const valueAt = (path: string): unknown =>
    parsePointer(path).reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>>)[name], SCRIPT);
  const changes = fixed.map(({ path, value }) => `${parsePointer(path).at(-1)} ${valueAt(path)} → ${value}`);
  const content = stackVertically(
    [
      stackHorizontally([renderHalf("original", SCRIPT, issues), renderHalf(`fixed: ${changes.join(", ")}`, after, left)], GAP),
      separator(WIDTH),
      issueList(issues, WIDTH),
    ],
    14,
  );
  const description = issues.map(({ number, issue }) => `${number}. ${issue.severity}: ${issue.message}`).join(" ");
  return svgDocument(content, "A layout before and after its fix", description);
}

function renderHalf(label: string, script: LayoutScript, issues: readonly NumberedIssue[]): Block {
  const { output, scenes } = parseScript(script);
  const [source] = scenes;
  if (source === undefined) throw new Error("a comparison requires a scene");
  const own = issuesOfScene(issues, source.index);
  const scene = createScene(source, output, selectCanvas(source, output, "auto").canvas);
  const view = renderSceneView(scene, own, { width: HALF, height: HALF, detail: true });
  const [first] = own;
  const number = first && badge(first);
  const text = paragraph(label, HALF - 30, "body");
  const head = block(HALF, text.height, number?.at(4, 1), translate(text, number === undefined ? 4 : number.width + 10, 0));
  return stackVertically([head, { ...view, width: HALF }], 6);
}
