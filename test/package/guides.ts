import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { root, type StepResult } from "../../scripts/task-runner.js";
import { createClient } from "../../src/index.js";
import { type SandboxServer, startSandbox } from "../../src/sandbox/server.js";

/** Programs that the shell blocks of the guides call. */
const PROGRAMS = {
  "metastudio-video": `exec "${process.execPath}" "${root}dist/cli.cjs" "$@"`,
  npx: 'exec "$@"',
  npm: 'test "$*" = "install metastudio-video"',
};

/** Files that readers have. */
const FILES = {
  "studio.png": "stands for studio.png",
  "speech.mp3": "stands for speech.mp3",
  "guests.csv": "id,name\nguest-1,Ada\nguest-2,Grace\n",
  "template.json": JSON.stringify({
    script_id: "4b5b6effcf3b4c72a0baccb265111765",
    shoot_scripts: [{ sequence_no: 0, shoot_script: { text_config: { text: "Good morning, {{name}}." } } }],
    output_asset_config: { asset_name: "{{id}}" },
  }),
};

/** Files that a guide must produce. */
const RESULTS: Readonly<Record<string, readonly string[]>> = {
  "docs/guides/quick-start.md": ["morning.svg", "morning.mp4"],
  "docs/guides/first-video.md": ["video.svg", "video.mp4"],
  "docs/batches.md": ["videos/guest-1.mp4", "videos/guest-2.mp4"],
  "docs/workflow.md": ["videos/video.mp4", "videos/recorded.mp4"],
  "README.md": ["video.mp4"],
};

const MAX_MS = 120_000;

/** Runs the shell blocks of each guide with the built CLI against a sandbox server, and compares the MD5 of the downloaded videos. */
export async function checkGuides(): Promise<StepResult> {
  const files = [
    ...readdirSync(`${root}docs/guides`).map((name) => `docs/guides/${name}`),
    "docs/batches.md",
    "docs/workflow.md",
    "README.md",
  ];
  const problems: string[] = [];
  let lines = 0;
  for (const file of files) {
    const texts = [...readFileSync(`${root}${file}`, "utf8").matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = ""]) => text);
    // the other blocks of the README are independent commands
    const blocks = texts.filter((text) => file !== "README.md" || text.includes("metastudio-video avatars")).join("");
    lines += blocks.split("\n").length - 1;
    if (blocks !== "") problems.push(...(await runGuide(blocks, RESULTS[file] ?? [])).map((problem) => `${file}: ${problem}`));
  }
  if (problems.length > 0) return { ok: false, note: `${problems.length} problems`, output: problems.join("\n") };
  return { ok: true, note: `${lines} lines of shell in ${files.length} guides, videos with the right MD5` };
}

async function runGuide(commands: string, results: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "guide-"));
  const server = await startSandbox({ speed: 600, throttle: false });
  try {
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
    for (const [name, script] of Object.entries(PROGRAMS)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const { credentials, projectId } = server;
    const script = commands
      .replace("your-access-key", credentials.accessKey)
      .replace("your-secret-key", credentials.secretKey)
      .replace("your-project-id", projectId)
      // the server of the guide is a sandbox, not a region
      .replace(/^export HUAWEICLOUD_SDK_REGION=.*$/m, "");
    const { code, output } = await runShell(script, folder, {
      METASTUDIO_BASE_URL: server.url,
      // a guide that sets an access key must not have a token as well
      ...(!script.includes("HUAWEICLOUD_SDK_AK=") && { METASTUDIO_TOKEN: server.token }),
      HUAWEICLOUD_SDK_PROJECT_ID: projectId,
    });
    if (code !== 0) return [`the commands ended with exit code ${code}\n${output}`];
    const md5s = await md5OfVideos(server);
    return results.flatMap((name) => {
      if (!existsSync(join(folder, name))) return [`${name} is missing`];
      const md5 = createHash("md5")
        .update(readFileSync(join(folder, name)))
        .digest("base64");
      return name.endsWith(".mp4") && !md5s.has(md5) ? [`${name} has the MD5 ${md5}, expected one of ${[...md5s].join(", ")}`] : [];
    });
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the MD5 of all videos of the server's tasks. */
async function md5OfVideos(server: SandboxServer): Promise<Set<string>> {
  const client = createClient(server.clientOptions);
  const found = new Set<string>();
  for await (const { output_asset_config } of client.tasks.list()) {
    const { files = [] } = await client.assets.get(output_asset_config?.asset_id ?? "");
    for (const file of files) if (file.asset_file_category === "MAIN") found.add(String(file.file_md5));
  }
  return found;
}

/** Runs a script, and ends the programs that it started in the background. */
function runShell(script: string, folder: string, env: Readonly<Record<string, string>>): Promise<{ code: number | null; output: string }> {
  const path = `${folder}${delimiter}${process.env["PATH"] ?? ""}`;
  const child = spawn("sh", ["-ec", script], { cwd: folder, env: { ...process.env, ...env, PATH: path, NO_COLOR: "1" }, detached: true });
  const endGroup = (): void => {
    try {
      process.kill(-(child.pid ?? 0));
    } catch {
      // all programs have ended
    }
  };
  const timer = setTimeout(endGroup, MAX_MS);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.once("exit", endGroup);
  return new Promise((resolve) =>
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    }),
  );
}
