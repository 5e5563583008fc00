import { readdirSync, readFileSync } from "node:fs";
import type { BackgroundConfigInfo, LayerConfig, ShootScript, VideoConfig } from "../../../generated/types.js";
import type { LayoutScript } from "../../../src/layout/index.js";
import { findingsOf } from "../../../src/layout/layout-issues.js";
import { drawingsOf } from "../../../src/layout/render.js";
import { contactSheet } from "../../../src/layout/svg/contact-sheet.js";
import { picture, seen } from "../../../src/layout/svg/diagram.js";

/**
 * A picture for every rule whose corpus has an instance that is made to be seen, `refused-pictured-*.json`. Its title says what
 * is seen. Throws where the picture does not show a finding of the rule.
 */
export function rulePictures(corpus: string): Map<string, string> {
  return new Map([...picturedScripts(corpus)].map(([rule, script]) => [`${rule}.svg`, draw(rule, script)]));
}

/** Those instances, by rule, each as a whole script in which nothing else is wrong. */
export function picturedScripts(corpus: string): Map<string, LayoutScript> {
  const files = readdirSync(corpus)
    .sort()
    .flatMap((rule) => readdirSync(`${corpus}/${rule}`).map((name) => ({ rule, name })))
    .filter(({ name }) => name.startsWith("refused-pictured-"));
  return new Map(files.map(({ rule, name }) => [rule, scriptOf(JSON.parse(readFileSync(`${corpus}/${rule}/${name}`, "utf8")))]));
}

function draw(rule: string, script: LayoutScript): string {
  const findings = findingsOf(script);
  if (!findings.some(({ issue }) => issue.rule === rule))
    throw new Error(`the pictured instance of ${rule} has no such finding in its picture`);
  const drawings = drawingsOf(script, "auto");
  const [first] = drawings;
  if (first === undefined) throw new Error(`the pictured instance of ${rule} has no scene`);
  if (drawings.length === 1) return picture(first, findings, 1, seen(first));
  return contactSheet(drawings, findings, drawings.map((one) => `Scene ${one.scene.index + 1}: ${seen(one)}`).join(" "));
}

/** What stands around an instance that is only a part of a script: an output, a background and an avatar in which nothing is wrong. */
function scriptOf({ schema, value }: { readonly schema: string; readonly value: unknown }): LayoutScript {
  switch (schema) {
    case "VideoConfig":
      return around({ background_config: [BACKGROUND], layer_config: [AVATAR] }, value as VideoConfig);
    case "ShootScript":
      return around(value as ShootScript);
    case "LayerConfig":
      return around({ background_config: [BACKGROUND], layer_config: [value as LayerConfig] });
    case "BackgroundConfigInfo":
      return around({ background_config: [value as BackgroundConfigInfo], layer_config: [AVATAR] });
    case "BackgroundImageConfig":
      return scriptOf({ schema: "BackgroundConfigInfo", value: { ...BACKGROUND, background_image_config: value } });
    default:
      return value as LayoutScript;
  }
}

function around(scene: ShootScript, video_config: VideoConfig = { bitrate: 5000, width: 1920, height: 1080 }): LayoutScript {
  return { video_config, shoot_scripts: [{ shoot_script: { text_config: { text: "Hello, everyone." }, ...scene } }] };
}

const BACKGROUND: BackgroundConfigInfo = {
  background_type: "IMAGE",
  background_asset_id: "c7885ffdfb347337a890208ca7fd07e3",
  background_image_config: { dx: 0, dy: 0, width: 1920, height: 1080 },
};
const AVATAR: LayerConfig = { layer_type: "HUMAN", position: { dx: 656, dy: 0, layer_index: 1 }, size: { width: 607, height: 1080 } };
