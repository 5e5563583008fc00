import { fileURLToPath } from "node:url";
import { examples } from "../../../generated/examples.js";
import type { BackgroundConfigInfo, LayerConfig, ShootScript, VideoConfig } from "../../../generated/types.js";
import { readCorpus } from "../../../scripts/docs/corpus.js";
import { diagramScripts } from "../../../scripts/docs/diagrams.js";
import type { LayoutScript } from "../../../src/layout/index.js";

/** The example task of the API documentation: portrait output, landscape layout. */
export const pageExample = examples.show2DDigitalHumanVideo["200"] as unknown as LayoutScript;

export const landscapeOutput: VideoConfig = { bitrate: 5000, width: 1920, height: 1080 };
export const portraitOutput: VideoConfig = { bitrate: 5000, width: 1080, height: 1920 };

/** Returns a script of one scene that is valid except for the given values. */
export function script(scene: ShootScript, video_config: VideoConfig = landscapeOutput): LayoutScript {
  return { video_config, shoot_scripts: [{ shoot_script: { text_config: { text: "Hello, everyone." }, ...scene } }] };
}

export function image(dx: number, dy: number, width: number, height: number): BackgroundConfigInfo {
  return { background_type: "IMAGE", background_asset_id: "a", background_image_config: { dx, dy, width, height } };
}

export function human(dx: number, dy: number, width: number, height: number, layer_index = 1, angle = 0): LayerConfig {
  return { layer_type: "HUMAN", position: { dx, dy, layer_index }, size: { width, height }, rotation: { angle } };
}

/** Returns a text layer; `text` is encoded as Base64. */
export function textLayer(text: string, layer_index = 2): LayerConfig {
  const text_context = btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return {
    layer_type: "TEXT",
    position: { dx: 140, dy: 640, layer_index },
    size: { width: 620, height: 120 },
    text_config: { text_context },
  };
}

/** Three scenes with all kinds of backgrounds, layers and issues. */
export const fullScript: LayoutScript = {
  video_config: { bitrate: 5000, width: 1280, height: 720, is_subtitle_enable: true, subtitle_config: { dx: 192, dy: 1040 } },
  shoot_scripts: [
    {
      sequence_no: 1,
      shoot_script: {
        background_config: [image(-200, 0, 2400, 1300)],
        layer_config: [
          human(1180, 0, 607, 1080, 2),
          {
            layer_type: "IMAGE",
            asset_id: "i",
            image_config: {},
            position: { dx: 120, dy: 140, layer_index: 1 },
            size: { width: 760, height: 430 },
            rotation: { angle: 352 },
          },
          textLayer("Test 测试文字水印", 3),
        ],
      },
    },
    {
      sequence_no: 2,
      shoot_script: {
        background_config: [image(0, 0, 1700, 1000)],
        layer_config: [
          { layer_type: "HUMAN", position: { dx: 90, dy: 0 }, size: { width: 607, height: 1080 } },
          {
            layer_type: "VIDEO",
            asset_id: "v",
            video_config: {},
            position: { dx: 800, dy: 160 },
            size: { width: 1280, height: 720 },
            rotation: { angle: 90 },
          },
        ],
      },
    },
    {
      sequence_no: 3,
      shoot_script: {
        background_config: [{ background_type: "COLOR", background_color_config: "#103060" }],
        layer_config: [
          human(656, 0, 607, 1080, 1),
          { layer_type: "IMAGE", asset_id: "i", image_config: {}, size: { width: 300, height: 200 } },
          { layer_type: "TEXT", text_config: { text_context: "%%" } },
        ],
      },
    },
  ],
};

const crop = { bitrate: 5000, clip_mode: "CROP" } as const;
const avatar = { background_config: [image(0, 0, 1920, 1080)], layer_config: [human(656, 0, 607, 1080)] };
const subtitles = { ...landscapeOutput, is_subtitle_enable: true } as const;

/** A script that violates each geometry rule without a diagram in docs/rules.md, because the violation is not visible. */
const withoutDiagram: Readonly<Record<string, LayoutScript>> = {
  "crop-height": script(avatar, { ...crop, width: 600, height: 0, dx: 660, dy: 0 }),
  "crop-width": script(avatar, { ...crop, width: 0, height: 600, dx: 660, dy: 0 }),
  "resize-resolution": script(avatar, { ...landscapeOutput, height: 1200 }),
  "subtitle-width": script(avatar, { ...subtitles, subtitle_config: { dx: 192, dy: 1040, h: 160, w: 800 } }),
};

const CORPUS = fileURLToPath(new URL("../../corpus", import.meta.url));

/** A script that violates each geometry rule: the scripts of the diagrams in docs/rules.md, and `withoutDiagram`. */
export const geometryScripts: Readonly<Record<string, LayoutScript>> = {
  ...Object.fromEntries(diagramScripts(readCorpus(CORPUS))),
  ...withoutDiagram,
};

/** A parsed XML element. */
export interface Xml {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Xml | string)[];
}

/** Parses the XML subset used by diagrams: one root, no declarations, comments or CDATA. Throws when it is not well-formed. */
export function parseXml(text: string): Xml {
  const bad = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(text);
  if (bad) throw new Error(`invalid XML character at ${bad.index}`);
  const root: { name: string; attributes: Record<string, string>; children: (Xml | string)[] } = { name: "", attributes: {}, children: [] };
  const open = [root];
  let at = 0;
  while (at < text.length) {
    const parent = open.at(-1);
    if (parent === undefined) throw new Error("unexpected end tag");
    if (text[at] !== "<") {
      const end = text.indexOf("<", at);
      const upTo = end === -1 ? text.length : end;
      parent.children.push(unescapeXml(text.slice(at, upTo)));
      at = upTo;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(text);
    if (tag === null) throw new Error(`expected a tag at ${at}: ${text.slice(at, at + 60)}`);
    const [whole, isEnd, name = "", attributes = "", isSelfClosing] = tag;
    at += whole.length;
    if (isEnd) {
      if (parent.name !== name) throw new Error(`</${name}> closes <${parent.name}>`);
      open.pop();
      continue;
    }
    const element = { name, attributes: attributesOf(attributes), children: [] };
    parent.children.push(element);
    if (!isSelfClosing) open.push(element);
  }
  const [only, ...more] = root.children.filter((child) => typeof child !== "string" || child.trim() !== "");
  if (open.length !== 1 || only === undefined || typeof only === "string" || more.length > 0)
    throw new Error("expected exactly one root element");
  return only;
}

const TAG = /<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;

/** Returns an element and all its descendants. */
export function elements(xml: Xml): Xml[] {
  return [xml, ...xml.children.flatMap((child) => (typeof child === "string" ? [] : elements(child)))];
}

/** Returns the text content of an element. */
export function textOf(xml: Xml): string {
  return xml.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name in attributes) throw new Error(`duplicate attribute ${name}`);
    attributes[name] = unescapeXml(value);
  }
  return attributes;
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:(amp|lt|gt|quot|#39);)?/g, (_, name: string | undefined) => {
    if (name === undefined) throw new Error(`unescaped & in ${text}`);
    return { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" }[name] ?? "";
  });
}
