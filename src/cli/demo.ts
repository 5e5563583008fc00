import { checkShow2DDigitalHumanVideoResponse, checkCreate2DDigitalHumanVideoReq as find } from "../../generated/checks.js";
import { Show2DDigitalHumanVideoResponse as facts } from "../../generated/constraints.js";
import { examples } from "../../generated/examples.js";
import { contract } from "../../generated/operations.js";
import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { createClient } from "../client.js";
import type { Issue } from "../core/issue.js";
import { isObject } from "../core/json-equal.js";
import { segmentsOf } from "../core/pointer.js";
import type { LayoutScript } from "../layout/index.js";
import type { VideoUpdate } from "../videos/index.js";
import { setInText } from "./apply-json-edits.js";
import { fix } from "./commands/check.js";
import { draft, handmade } from "./demo-request.js";
import { minutes } from "./format-duration.js";
import { weigh } from "./format-issues.js";

/** What the demo tells, and the files that it leaves, in the order in which it speaks of them. */
export interface Story {
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly content: string | Uint8Array }[];
}

/** The life of a video against the sandbox: refused, fixed, ordered, made, fetched; then the example that the service's page gives. */
export async function story(folder: string): Promise<Story> {
  const { renderLayout } = await import("../layout/index.js");
  const written = `${JSON.stringify(draft, null, 2)}\n`;
  const { text: computed, fixed } = fix(written, find);
  const right = setInText(computed, handmade.path, handmade.value);
  const request: Create2DDigitalHumanVideoReq & LayoutScript = JSON.parse(right);
  const video = await make(request);
  const files = [
    { name: "request.json", content: written, what: "as it was written" },
    { name: "layout-before.svg", content: renderLayout(draft).svg, what: "its layout: see the strip that stays uncovered" },
    { name: "request-fixed.json", content: right, what: "as it was ordered" },
    { name: "layout-after.svg", content: renderLayout(request).svg, what: "its layout" },
    ...video.files,
  ];
  const changes = fixed.map(({ path, value }) => change(path, value));
  const text = [
    "metastudio-video, without an account and without network: the sandbox plays the service, on a clock of its own.",
    "",
    "1. Checked before it costs anything: metastudio-video check request.json",
    "",
    ...findings(find(draft), "request"),
    "",
    "2. Fixed: what can be computed by metastudio-video check request.json --fix, the rest by hand",
    "",
    ...changes.map((line) => `   --fix    ${line}`),
    `   by hand  ${change(handmade.path, handmade.value)}  ${handmade.why}`,
    "",
    "3. Ordered, waited for, fetched: metastudio-video create request-fixed.json --download .",
    "",
    ...video.lines,
    "",
    `4. Where the files lie: ${folder}`,
    "",
    ...files.map(({ name, what }) => `   ${name.padEnd(22)}${what}`),
    "",
    `And what the contract finds in the page's own example (${contract.page.title}, ${contract.page.updated}):`,
    "",
    ...findings(checkShow2DDigitalHumanVideoResponse(examples.show2DDigitalHumanVideo["200"]), "response"),
    "",
    "   drift is not as documented, but kept and reported; a warning looks wrong, or needs knowledge of your account",
  ].join("\n");
  return { text, files };
}

/** Orders a video as a program would, and tells each new state with the time that the sandbox's clock shows. */
async function make(request: Create2DDigitalHumanVideoReq) {
  const { createSandbox } = await import("../sandbox/index.js");
  const { clock, clientOptions } = createSandbox();
  const { videos } = createClient(clientOptions);
  const meanings: Readonly<Record<string, string>> = facts.properties.state.enum;
  const lines: string[] = [];
  const say = (word: string, rest: string): void => void lines.push(`   ${minutes(clock.monotonic())}  ${word.padEnd(10)}  ${rest}`);
  let last = "";
  const onUpdate = (update: VideoUpdate): void => {
    if (update.step === "created") say("ordered", `task ${update.jobId}`);
    if (update.step !== "waiting" || update.task.state === last) return;
    last = update.task.state;
    say(last, meanings[last] ?? "");
  };
  const fetched = await clock.run(
    videos.createAndWait(request, { onUpdate }).then(async (video) => {
      const fetch = async (category: "MAIN" | "COVER", what: string) => {
        const { file, body } = await video.download({ category });
        const content = new Uint8Array(await new Response(body).arrayBuffer());
        return { name: file.file_name ?? category, content, what };
      };
      return [await fetch("MAIN", "the video: a stand-in that the sandbox draws"), await fetch("COVER", "its cover")];
    }),
  );
  const [video] = fetched;
  say(
    "fetched",
    `${video?.name}, ${video?.content.length.toLocaleString("en-US")} bytes; size and MD5 are those that the service announced`,
  );
  return { lines, files: fetched };
}

/** Findings, two lines each; a rule that could not be asked is left out. */
function findings(issues: readonly Issue[], direction: "request" | "response"): string[] {
  return weigh(issues, direction)
    .filter(({ code }) => code !== "skipped")
    .flatMap(({ weight, path, message }) => [`   ${weight.padEnd(9)}${path}`, `            ${message}`]);
}

/** `/video_config/height: 1200 → 1080` */
function change(path: string, value: unknown): string {
  const before = segmentsOf(path).reduce<unknown>(
    (at, name) => (isObject(at) || Array.isArray(at) ? Reflect.get(at, name) : undefined),
    draft,
  );
  return `${path}: ${JSON.stringify(before)} → ${JSON.stringify(value)}`;
}
