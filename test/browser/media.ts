import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { root, type StepResult } from "../../scripts/task-runner.js";
import { WORK } from "../package/tarball.js";
import { FLAGS, findChromium, noChromium } from "./chromium.js";

/** What is asked for: what a real browser has to see of it. QuickTime Animation is not there, since no browser plays it. */
const FILMS = [
  { codec: "H264", width: 1280, height: 720, duration: 12.5 },
  { codec: "H264", width: 1080, height: 1920, duration: 60 },
  { codec: "H264", width: 3840, height: 2160, duration: 3 },
  { codec: "VP8", width: 720, height: 1280, duration: 12.5 },
] as const;

type Film = (typeof FILMS)[number];

/** The built sandbox, as far as it is used here. */
interface Server {
  readonly url: string;
  readonly token: string;
  readonly tasks: { add(task: object): string };
  readonly clock: { advance(duration: string): Promise<void> };
  close(): Promise<void>;
}

/** Opens the files of finished tasks in a real Chromium, by their links: videos play and can be wound on, pictures are shown. */
export async function media(): Promise<StepResult> {
  const executablePath = findChromium();
  if (executablePath === undefined) return noChromium;
  const { startSandbox } = (await import(pathToFileURL(`${root}dist/sandbox-server.js`).href)) as {
    startSandbox(options: object): Promise<Server>;
  };
  const server = await startSandbox({ speed: 0 });
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, "--autoplay-policy=no-user-gesture-required"] });
  try {
    mkdirSync(WORK, { recursive: true });
    const faults: string[] = [];
    for (const film of FILMS) faults.push(...(await watch(browser, server, film)).map((fault) => `${nameOf(film)}: ${fault}`));
    if (faults.length > 0)
      return { ok: false, note: `${faults.length} faults in Chromium ${browser.version()}`, output: faults.join("\n") };
    return {
      ok: true,
      note: `Chromium ${browser.version()} plays ${FILMS.map(nameOf).join(", ")}, to the second, and shows their covers`,
    };
  } finally {
    await browser.close();
    await server.close();
  }
}

const nameOf = ({ codec, width, height }: Film): string => `${codec} ${width}x${height}`;

async function watch(browser: Browser, server: Server, film: Film): Promise<string[]> {
  const { duration, ...config } = film;
  const job = server.tasks.add({ body: { video_config: config, duration } });
  await server.clock.advance("2h");
  const links = await linksOf(server, job);
  const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
  try {
    await page.goto(links.MAIN ?? "");
    const played = await page.locator("video").evaluate(play);
    await page.screenshot({ path: `${WORK}media-${nameOf(film).replace(" ", "-")}.png` });
    const colours = await page.locator("video").evaluate(sample);
    await page.goto(links.COVER ?? "");
    const cover = await page.locator("img").evaluate(sample);
    return [
      ...differs("size", played.size, `${film.width}x${film.height}`),
      ...differs("duration", played.duration, duration),
      ...differs("plays to the end", played.ended, true),
      ...differs("shape of the cover", Math.abs(cover.shape - film.width / film.height) < 0.02, true),
      ...(film.codec === "H264" ? unlike(colours.places, cover.places) : []),
    ];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    await page.close();
  }
}

/** The links of a finished task's asset, by category. */
async function linksOf({ url, token }: Server, job: string): Promise<Record<string, string>> {
  const ask = async (path: string): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}/v1/p/${path}`, { headers: { "X-Auth-Token": token } });
    return (await answer.json()) as Record<string, unknown>;
  };
  const { output_asset_config: asset } = (await ask(`2d-digital-human-videos/${job}`)) as { output_asset_config?: { asset_id: string } };
  const { files = [] } = (await ask(`digital-assets/${asset?.asset_id}`)) as {
    files?: { asset_file_category: string; download_url: string }[];
  };
  return Object.fromEntries(files.map(({ asset_file_category, download_url }) => [asset_file_category, download_url]));
}

/** Runs in the page: plays the first second, winds on, plays to the end. */
async function play(element: Element): Promise<{ size: string; duration: number; ended: boolean }> {
  const video = element as HTMLVideoElement;
  const reached = (test: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = Date.now() + 20_000;
      const look = (): void => {
        if (video.error) reject(new Error(`the player says: ${video.error.message}`));
        else if (test()) resolve();
        else if (Date.now() > end) reject(new Error(`stands at ${video.currentTime} of ${video.duration} s`));
        else setTimeout(look, 20);
      };
      look();
    });
  video.muted = true;
  await reached(() => video.readyState >= 2);
  await video.play();
  await reached(() => video.currentTime > 0.5);
  video.currentTime = video.duration - 1;
  await reached(() => video.ended);
  return { size: `${video.videoWidth}x${video.videoHeight}`, duration: video.duration, ended: video.ended };
}

/** Runs in the page: the shape of what is shown, and its colours at the wall, the head, the body and the floor. */
function sample(element: Element): { shape: number; places: number[][] } {
  const source = element as HTMLVideoElement & HTMLImageElement;
  const width = source.videoWidth || source.naturalWidth;
  const height = source.videoHeight || source.naturalHeight;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  if (context === null) return { shape: 0, places: [] };
  context.drawImage(source, 0, 0);
  const unit = Math.min(1.3 * width, height);
  const places = [
    [width * 0.05, height * 0.05],
    [width / 2, height - 0.62 * unit],
    [width / 2, height - 0.05 * unit],
    [width * 0.02, height * 0.97],
  ];
  return { shape: width / height, places: places.map(([x = 0, y = 0]) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3)) };
}

/** Places where the video has another colour than its cover; a codec may be a little off. */
function unlike(video: readonly number[][], cover: readonly number[][]): string[] {
  const far = cover.filter((colour, place) => colour.some((part, index) => Math.abs(part - (video[place]?.[index] ?? -99)) > 6));
  const kinds = new Set(cover.map(String)).size;
  if (kinds < 4) return [`the cover has ${kinds} colours; expected 4`];
  return far.length === 0 ? [] : [`colours ${JSON.stringify(video)}; the cover has ${JSON.stringify(cover)}`];
}

function differs(what: string, found: unknown, expected: unknown): string[] {
  return found === expected ? [] : [`${what}: ${String(found)}; expected ${String(expected)}`];
}
