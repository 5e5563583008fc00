/** `npm run test:runtimes`: packs the package once and runs a small program with it on every supported runtime. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binPath, reportResults, root, runCommand, runParallel, type StepResult } from "../../scripts/task-runner.js";
import { runOnAllRuntimes } from "./run.js";

const folder = mkdtempSync(join(tmpdir(), "runtimes-"));
try {
  const installed = await runParallel([{ name: "install package", run: installPackage }]);
  reportResults(installed[0]?.ok ? [...installed, ...(await runOnAllRuntimes(folder))] : installed);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Builds and packs the package, and installs the tarball into an empty folder. */
async function installPackage(): Promise<StepResult> {
  const build = await runCommand(binPath("jiti"), [`${root}scripts/build/index.ts`]);
  if (build.code !== 0) return { ok: false, note: "the build failed", output: build.output };
  const packed = await runCommand("npm", ["pack", root, "--ignore-scripts", "--json"], { cwd: folder });
  if (packed.code !== 0) return { ok: false, note: "npm pack failed", output: packed.output };
  const filename = (JSON.parse(packed.stdout) as { filename: string }[])[0]?.filename ?? "";
  writeFileSync(join(folder, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }\n');
  const args = ["install", join(folder, filename), "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
  const { code, output } = await runCommand("npm", args, { cwd: folder });
  if (code !== 0) return { ok: false, note: "npm install of the tarball failed (needs the npm registry for openapi-fetch)", output };
  return { ok: true, note: `${filename}, into an empty folder` };
}
