import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { root, type StepResult } from "../../scripts/task-runner.js";
import { createClient } from "../../src/index.js";
import { startSandbox } from "../../src/sandbox/server.js";

const CLI = `${root}dist/cli.cjs`;

/** Runs the commands of docs/workflow.md with the built CLI against a sandbox server, and compares the MD5 of the downloaded videos. */
export async function checkWorkflow(): Promise<StepResult> {
  const commands = [...readFileSync(`${root}docs/workflow.md`, "utf8").matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1]).join("");
  const folder = mkdtempSync(join(tmpdir(), "workflow-"));
  const server = await startSandbox({ speed: 600, throttle: false });
  try {
    const program = join(folder, "metastudio-video");
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
    chmodSync(program, 0o755);
    for (const name of ["studio.png", "speech.mp3"]) writeFileSync(join(folder, name), `stands for ${name}`);
    const { code, output } = await runShell(commands, folder, {
      METASTUDIO_BASE_URL: server.url,
      METASTUDIO_TOKEN: server.token,
      HUAWEICLOUD_SDK_PROJECT_ID: server.projectId,
    });
    if (code !== 0) return { ok: false, note: `the commands ended with exit code ${code}`, output };
    const client = createClient(server.clientOptions);
    const names = ["video", "recorded"];
    for (const name of names) {
      const [job] = await client.tasks.find({ asset_name: name });
      const { files = [] } = await client.assets.get(job?.output_asset_config?.asset_id ?? "");
      const file = files.find(({ asset_file_category }) => asset_file_category === "MAIN");
      const md5 = createHash("md5")
        .update(readFileSync(join(folder, "videos", `${name}.mp4`)))
        .digest("base64");
      if (md5 !== file?.file_md5) return { ok: false, note: `${name}.mp4 has the MD5 ${md5}, its asset ${file?.file_md5}`, output };
    }
    const lines = commands.trim().split("\n").length;
    return { ok: true, note: `${lines} commands of docs/workflow.md, ${names.length} videos with the right MD5` };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function runShell(script: string, folder: string, env: Readonly<Record<string, string>>): Promise<{ code: number | null; output: string }> {
  const path = `${folder}${delimiter}${process.env["PATH"] ?? ""}`;
  const child = spawn("sh", ["-ec", script], { cwd: folder, env: { ...process.env, ...env, PATH: path, NO_COLOR: "1" } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}
