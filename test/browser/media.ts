import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import type { StepResult } from "../../scripts/task-runner.js";
import { createClient } from "../../src/index.js";
import { startSandbox } from "../../src/sandbox/server.js";
import { OUTPUT } from "../package/tarball.js";
import { inChromium } from "./chromium.js";

/** Requested videos; the files have the size and duration of the sandbox's clips. QTRLE is missing, because browsers cannot play it. */
const VIDEOS = [
  { codec: "H264", width: 1280, height: 720, duration: 12.5 },
  { codec: "VP8", width: 720, height: 1280, duration: 12.5 },
] as const;

type VideoSpec = (typeof VIDEOS)[number];

type Server = Awaited<ReturnType<typeof startSandbox>>;

/** Opens the files of finished tasks in Chromium by their signed URLs: checks that videos play and seek, and that cover images load. */
export async function checkMedia(): Promise<StepResult> {
  const server = await startSandbox({ speed: 0 });
  try {
    mkdirSync(OUTPUT, { recursive: true });
    return await inChromium(async (browser) => {
      const problems: string[] = [];
      for (const spec of VIDEOS) problems.push(...(await checkVideo(browser, server, spec)).map((problem) => `${spec.codec}: ${problem}`));
      return { problems, note: `${VIDEOS.map(({ codec }) => codec).join(", ")}, and their covers` };
    });
  } finally {
    await server.close();
  }
}

async function checkVideo(browser: Browser, server: Server, { duration, ...config }: VideoSpec): Promise<string[]> {
  const job = server.tasks.add({ body: { video_config: config, duration } });
  await server.clock.advance("2h");
  const client = createClient(server.clientOptions);
  const task = await client.tasks.get(job);
  const { files = [], asset_extra_meta } = await client.assets.get(task.output_asset_config?.asset_id ?? "");
  const meta = asset_extra_meta?.video_meta;
  const urlOf = (category: string): string => files.find((file) => file.asset_file_category === category)?.download_url ?? "";
  const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
  try {
    await page.goto(urlOf("MAIN"));
    const played = await page.locator("video").evaluate(play);
    await page.screenshot({ path: `${OUTPUT}media-${config.codec}.png` });
    const video = await page.locator("video").evaluate(sample);
    await page.goto(urlOf("COVER"));
    const cover = await page.locator("img").evaluate(sample);
    return [
      ...compare("size", played.size, `${meta?.width}x${meta?.height}`),
      ...compare("duration", Math.round(played.duration), meta?.duration),
      ...compare("plays to the end", played.ended, true),
      ...compare("cover has the same aspect ratio", Math.abs(cover.aspectRatio - (meta?.width ?? 0) / (meta?.height ?? 1)) < 0.02, true),
      ...compareColors(video.colors, cover.colors),
    ];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    await page.close();
  }
}

/** Runs in the page: plays the start, seeks to the last second, and plays to the end. */
async function play(element: Element): Promise<{ size: string; duration: number; ended: boolean }> {
  const video = element as HTMLVideoElement;
  const waitUntil = (condition: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const deadline = Date.now() + 120_000;
      const check = (): void => {
        if (video.error) reject(new Error(`player error: ${video.error.message}`));
        else if (condition()) resolve();
        else if (Date.now() > deadline) reject(new Error(`playback stopped at ${video.currentTime} of ${video.duration} s`));
        else setTimeout(check, 20);
      };
      check();
    });
  video.muted = true;
  await waitUntil(() => video.readyState >= 2);
  await video.play();
  await waitUntil(() => video.currentTime > 0.5);
  video.currentTime = video.duration - 1;
  await waitUntil(() => video.ended);
  return { size: `${video.videoWidth}x${video.videoHeight}`, duration: video.duration, ended: video.ended };
}

/** Runs in the page: aspect ratio of the image, and its colors at the wall, the head, the body and the floor. */
function sample(element: Element): { aspectRatio: number; colors: number[][] } {
  const source = element as HTMLVideoElement & HTMLImageElement;
  const width = source.videoWidth || source.naturalWidth;
  const height = source.videoHeight || source.naturalHeight;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  if (context === null) return { aspectRatio: 0, colors: [] };
  context.drawImage(source, 0, 0);
  const points = [
    [width * 0.05, height * 0.05],
    [width / 2, height * 0.4],
    [width / 2, height * 0.8],
    [width * 0.02, height * 0.95],
  ];
  const colors = points.map(([x = 0, y = 0]) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3));
  return { aspectRatio: width / height, colors };
}

/** Compares the colors of a video and its cover, with a tolerance for lossy codecs. */
function compareColors(video: readonly number[][], cover: readonly number[][]): string[] {
  const isDifferent = (color: readonly number[], point: number): boolean =>
    color.some((channel, index) => Math.abs(channel - (video[point]?.[index] ?? -99)) > 12);
  const distinct = new Set(cover.map(String)).size;
  if (distinct < 4) return [`the cover has ${distinct} distinct colors, expected 4`];
  return cover.some(isDifferent) ? [`colors of the video: ${JSON.stringify(video)}, of the cover: ${JSON.stringify(cover)}`] : [];
}

function compare(name: string, actual: unknown, expected: unknown): string[] {
  return actual === expected ? [] : [`${name}: received ${String(actual)}, expected ${String(expected)}`];
}
