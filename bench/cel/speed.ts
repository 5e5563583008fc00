import { createRandom, measure, type Rounds, type Workload } from "../lib/measure.js";
import { instancesFor } from "./instances.js";
import { ReferenceInterpreter } from "./interpreter.js";
import { type CompiledRule, loadRules, readFlatContract, readHostedRules } from "./rules.js";

/**
 * Worker script: measures compiled rules against handwritten and interpreted ones on valid values and prints the rounds as JSON.
 * With `mixed`, both implementations first evaluate many other values, some of which violate the rule, because the values seen
 * before determine how well the code is optimized.
 */
async function main(seed: number, mixed: boolean): Promise<Record<string, Rounds>> {
  const rules = readHostedRules();
  const compiled = await loadRules(rules);
  const contract = readFlatContract();
  const interpreter = new ReferenceInterpreter(contract);
  const rows = Object.entries(HANDWRITTEN_RULES).map(([id, { rule: handwritten, value }]): [string, Rounds] => {
    const rule = rules.find((candidate) => candidate.id === id);
    const ours = rule && compiled.get(rule);
    if (!ours) throw new Error(`the contract has no rule ${id}: update bench/cel/speed.ts`);
    const values = Array.from({ length: 16 }, () => structuredClone(value));
    const self = interpreter.toInput(value, rule.host);
    const interpreted = interpreter.compile(rule.rule);
    for (const instance of mixed ? instancesFor(rule, contract, 400) : []) {
      handwritten(instance, "", []);
      ours.evaluate(instance, "", [], ours.noFailedPaths);
    }
    const workloads: Workload[] = [
      { name: "handwritten", run: createLoop(handwritten, values, undefined) },
      { name: "ours", run: createLoop(ours.evaluate, values, ours.noFailedPaths) },
      { name: "interpreted", run: createLoop(() => interpreted(self), values, undefined) },
    ];
    return [id, measure(workloads, 30, createRandom(seed))];
  });
  return Object.fromEntries(rows);
}

/**
 * Creates a separate loop for each function, as `loopOver` does. The function is called directly, because a shared wrapper would
 * prevent inlining and cost more than most rules.
 */
function createLoop(evaluate: CompiledRule["evaluate"], values: readonly unknown[], failed: unknown): Workload["run"] {
  const source =
    'const out = []; for (let n = 0; n < times; n++) for (let i = 0; i < values.length; i++) evaluate(values[i], "", out, failed); return out;';
  const run = new Function("evaluate", "values", "failed", "times", source);
  return (times) => run(evaluate, values, failed, times);
}

type Value = Readonly<Record<string, unknown>>;

/** A rule written by hand with the signature of a compiled rule: checks that the value is an object and adds its id if violated. */
type HandwrittenRule = (value: unknown, path: string, out: unknown[]) => void;

/** Handwritten rules of each kind: comparison, pattern, table lookup, sums, loop, nested loop. */
const HANDWRITTEN_RULES: Readonly<Record<string, { readonly rule: HandwrittenRule; readonly value: Value }>> = {
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

process.stdout.write(JSON.stringify(await main(Number(process.argv[2] ?? 1), process.argv[3] === "mixed")));
