import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCreate2DDigitalHumanVideoReq, checkShow2DDigitalHumanVideoResponse } from "../../generated/checks.js";
import { Show2DDigitalHumanVideoResponse as facts } from "../../generated/constraints.js";
import { examples } from "../../generated/examples.js";
import { contract } from "../../generated/operations.js";
import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { createClient } from "../client.js";
import type { Issue } from "../core/issue.js";
import { applyFixes, setJsonValue } from "../json/apply-fixes.js";
import { findNearest, parseJson } from "../json/json-text.js";
import type { LayoutScript } from "../layout/index.js";
import type { VideoUpdate } from "../videos/index.js";
import { UsageError } from "./exit-codes.js";
import { classify } from "./format-issues.js";
import { createDirectory, withFileErrors } from "./input.js";
import { formatElapsed } from "./terminal-text.js";

/** A request with typical mistakes: speed as a factor, an unsupported resolution, and a background that is too narrow. */
export const draftRequest = {
  model_asset_id: "2ff4f1e9b4f4e1a9f1e9b4f4e1a9f1e9",
  voice_config: { voice_asset_id: "8dd1b5a9f1e9b4f4e1a9f1e9b4f4e1a9", speed: 1 },
  video_config: { codec: "H264", bitrate: 5000, width: 1920, height: 1200 },
  shoot_scripts: [
    {
      sequence_no: 1,
      shoot_script: {
        text_config: { text: "Good morning, and welcome. This request was validated before the video was created." },
        background_config: [
          {
            background_type: "IMAGE",
            background_asset_id: "c7885ffdfb347337a890208ca7fd07e3",
            background_image_config: { dx: 0, dy: 0, width: 1700, height: 1080 },
          },
        ],
        layer_config: [{ layer_type: "HUMAN", position: { dx: 980, dy: 0, layer_index: 1 }, size: { width: 607, height: 1080 } }],
      },
    },
  ],
  output_asset_config: { asset_name: "good-morning" },
} as const satisfies Create2DDigitalHumanVideoReq;

/** The fix that has no automatic equivalent, because it depends on the author's intent. */
const MANUAL_FIX = { path: "/voice_config/speed", value: 100, note: "(in percent: 100 is the normal speed)" };

/**
 * Runs the demo, writes its files and returns its text. Throws `UsageError` when the files cannot be written or would replace
 * different files. With `ownName`, the directory belongs to the demo: it is printed under this name and its files are replaced.
 */
export async function writeDemo(output?: string, ownName?: string): Promise<string> {
  const directory = output ?? withFileErrors("a temporary directory", () => mkdtempSync(join(tmpdir(), "metastudio-video-")));
  const { text, files } = await runDemo(ownName ?? directory);
  createDirectory(directory);
  const targets = files.map(({ name, content }) => ({ path: join(directory, name), content }));
  for (const { path, content } of targets)
    if (ownName === undefined && withFileErrors(path, () => existsSync(path) && !readFileSync(path).equals(Buffer.from(content))))
      throw new UsageError(`${path} already exists and has different content.`, "Choose an empty or new directory.");
  for (const { path, content } of targets) withFileErrors(path, () => writeFileSync(path, content));
  return text;
}

/**
 * Runs the demo: validates and fixes a request, creates and downloads its video in the sandbox, then validates the example of
 * the API documentation. `directory` is the directory name printed in the text.
 */
export async function runDemo(directory: string) {
  const { renderLayout } = await import("../layout/index.js");
  const draftText = `${JSON.stringify(draftRequest, null, 2)}\n`;
  const { text: autoFixedText, fixed } = applyFixes(draftText, checkCreate2DDigitalHumanVideoReq);
  const draft = parseJson(draftText);
  const formatChange = (path: string, value: unknown): string => {
    const { offset, length } = findNearest(draft, path).value;
    return `${path}: ${draftText.slice(offset, offset + length)} → ${JSON.stringify(value)}`;
  };
  const fixedText = setJsonValue(autoFixedText, MANUAL_FIX.path, MANUAL_FIX.value);
  const request: Create2DDigitalHumanVideoReq & LayoutScript = JSON.parse(fixedText);
  const video = await createAndDownload(request);
  const files = [
    { name: "request.json", content: draftText, description: "the original request" },
    { name: "layout-before.svg", content: renderLayout(draftRequest).svg, description: "its layout; the canvas is partly uncovered" },
    { name: "request-fixed.json", content: fixedText, description: "the fixed request" },
    { name: "layout-after.svg", content: renderLayout(request).svg, description: "its layout" },
    ...video.files,
  ];
  const text = [
    "A tour of metastudio-video. It needs no account and no network: the sandbox simulates the service on a virtual clock.",
    "",
    "1. Validate before you pay: metastudio-video check request.json",
    "",
    ...issueLines(checkCreate2DDigitalHumanVideoReq(draftRequest), "request"),
    "",
    "2. Apply automatic fixes: metastudio-video check request.json --fix",
    "",
    ...fixed.map(({ path, value }) => `   --fix    ${formatChange(path, value)}`),
    `   manual   ${formatChange(MANUAL_FIX.path, MANUAL_FIX.value)}  ${MANUAL_FIX.note}`,
    "",
    "3. Create, wait and download: metastudio-video create request-fixed.json --download .",
    "",
    ...video.lines,
    "",
    `4. Files: ${directory}`,
    "",
    ...files.map(({ name, description }) => `   ${name.padEnd(22)}${description}`),
    "",
    `Issues in the example of the API documentation (${contract.page.title}, ${contract.page.updated}):`,
    "",
    ...issueLines(checkShow2DDigitalHumanVideoResponse(examples.show2DDigitalHumanVideo["200"]), "response"),
    "",
    "   drift: differs from the documentation, kept and reported. warning: probably wrong, or depends on your account",
  ].join("\n");
  return { text, files };
}

/** Creates and downloads a video in the sandbox. The lines show each new state with the time of the virtual clock. */
async function createAndDownload(request: Create2DDigitalHumanVideoReq) {
  const { createSandbox } = await import("../sandbox/index.js");
  const { clock, clientOptions } = createSandbox();
  const { videos } = createClient(clientOptions);
  const stateDescriptions: Readonly<Record<string, string>> = facts.properties.state.enum;
  const lines: string[] = [];
  const addLine = (status: string, detail: string): void =>
    void lines.push(`   ${formatElapsed(clock.monotonic())}  ${status.padEnd(10)}  ${detail}`);
  let lastState = "";
  const onUpdate = (update: VideoUpdate): void => {
    if (update.step === "created") addLine("created", `task ${update.jobId}`);
    if (update.step !== "waiting" || update.task.state === lastState) return;
    lastState = update.task.state;
    addLine(lastState, stateDescriptions[lastState] ?? "");
  };
  const files = await clock.run(
    videos.createAndWait(request, { onUpdate }).then(async (video) => {
      const download = async (category: "MAIN" | "COVER", description: string) => {
        const { file, body } = await video.download({ category });
        const content = new Uint8Array(await new Response(body).arrayBuffer());
        return { name: file.file_name ?? category, content, description };
      };
      return [await download("MAIN", "the video, a placeholder made by the sandbox"), await download("COVER", "its cover image")];
    }),
  );
  const [main] = files;
  addLine("downloaded", `${main?.name}, ${main?.content.length.toLocaleString("en-US")} bytes; size and MD5 verified`);
  return { lines, files };
}

function issueLines(issues: readonly Issue[], direction: "request" | "response"): string[] {
  return classify(issues, direction)
    .filter(({ code }) => code !== "skipped")
    .flatMap(({ kind, path, message }) => [`   ${kind.padEnd(9)}${path}`, `            ${message}`]);
}
