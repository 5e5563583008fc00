type Value = Readonly<Record<string, unknown>>;

/** A rule written by hand with the signature of a compiled rule: checks that the value is an object and adds its id if violated. */
type HandwrittenRule = (value: unknown, path: string, out: unknown[]) => void;

/** Handwritten rules of each kind: comparison, pattern, table lookup, sums, loop, nested loop. */
export const HANDWRITTEN_RULES: Readonly<Record<string, { readonly rule: HandwrittenRule; readonly value: Value }>> = {
  "subtitle-font-size": {
    value: { dx: 10, dy: 10, font_size: 54, font_color: "#FFFFFF" },
    rule: (v, _path, out) => {
      if (!isObject(v)) return;
      const size = v.font_size ?? 54;
      if (!((size as number) >= 24)) out.push("subtitle-font-size");
    },
  },
  "subtitle-font-color": {
    value: { dx: 10, dy: 10, font_size: 54, font_color: "#FFFFFF" },
    rule: (v, _path, out) => {
      if (!isObject(v)) return;
      if (!COLOR.test((v.font_color ?? "#FFFFFF") as string)) out.push("subtitle-font-color");
    },
  },
  "resize-resolution": {
    value: { codec: "H264", bitrate: 5000, width: 720, height: 1280 },
    rule: (v, _path, out) => {
      if (!isObject(v)) return;
      if ((v.clip_mode ?? "RESIZE") !== "RESIZE") return;
      const { width: w, height: h } = v;
      const listed =
        (w === 1920 && h === 1080) ||
        (w === 1080 && h === 1920) ||
        (w === 1280 && h === 720) ||
        (w === 720 && h === 1280) ||
        (w === 3840 && h === 2160) ||
        (w === 2160 && h === 3840);
      if (!listed) out.push("resize-resolution");
    },
  },
  "background-covers-width": {
    value: { background_type: "IMAGE", background_image_config: { dx: -10, dy: 0, width: 1930, height: 1080 } },
    rule: (background, _path, out) => {
      if (!isObject(background) || background.background_type !== "IMAGE") return;
      const v = background.background_image_config as Value | undefined;
      if (v == null) return;
      const right = ((v.dx ?? 0) as number) + (v.width as number);
      const bottom = ((v.dy ?? 0) as number) + (v.height as number);
      if ((right >= 1920 && bottom >= 1080) || (right >= 1080 && bottom >= 1920)) return;
      if (!(right >= ((v.width as number) >= (v.height as number) ? 1920 : 1080))) out.push("background-covers-width");
    },
  },
  "human-layer-count": {
    value: { layer_config: [{ layer_type: "HUMAN" }, { layer_type: "IMAGE" }, { layer_type: "TEXT" }] },
    rule: (v, _path, out) => {
      if (!isObject(v)) return;
      if (v.layer_config == null) return;
      let count = 0;
      for (const layer of v.layer_config as readonly Value[]) if (layer.layer_type === "HUMAN") count++;
      if (count > 1) out.push("human-layer-count");
    },
  },
  "vp8-needs-layers": {
    value: {
      video_config: { codec: "VP8" },
      shoot_scripts: [{ shoot_script: { layer_config: [{}] } }, { shoot_script: { layer_config: [{}] } }],
    },
    rule: (v, _path, out) => {
      if (!isObject(v)) return;
      const video = v.video_config as Value | undefined;
      if (video == null || (video.codec ?? "H264") !== "VP8" || v.shoot_scripts == null) return;
      for (const item of v.shoot_scripts as readonly Value[]) {
        const script = item.shoot_script as Value | undefined;
        if (script == null) continue;
        const layers = script.layer_config as readonly unknown[] | undefined;
        if (layers == null || layers.length === 0) out.push("vp8-needs-layers");
      }
    },
  },
};

function isObject(v: unknown): v is Value {
  return typeof v === "object" && v !== null && !Array.isArray(v);
}

const COLOR = /^#[0-9A-Fa-f]{6}$/u;
