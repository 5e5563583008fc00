import type { BackgroundConfigInfo, LayerConfig, ShootScript, VideoConfig } from "../../generated/types.js";
import type { LayoutScript } from "../../src/layout/index.js";
import { collectLayoutIssues } from "../../src/layout/layout-issues.js";
import { createDrawings } from "../../src/layout/render.js";
import { contactSheet } from "../../src/layout/svg/contact-sheet.js";
import { altText, renderDiagram } from "../../src/layout/svg/diagram.js";
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

export function scriptWithScene(
  scene: ShootScript,
  video_config: VideoConfig = { bitrate: 5000, width: 1920, height: 1080 },
): LayoutScript {
  return { video_config, shoot_scripts: [{ shoot_script: { text_config: { text: "Hello, everyone." }, ...scene } }] };
}

export const BACKGROUND: BackgroundConfigInfo = {
  background_type: "IMAGE",
  background_asset_id: "c7885ffdfb347337a890208ca7fd07e3",
  background_image_config: { dx: 0, dy: 0, width: 1920, height: 1080 },
};
export const AVATAR: LayerConfig = {
  layer_type: "HUMAN",
  position: { dx: 656, dy: 0, layer_index: 1 },
  size: { width: 607, height: 1080 },
};
