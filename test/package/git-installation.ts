import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, runCommand, type StepResult } from "../../scripts/task-runner.js";

/** Installs a repository by its Git URL into an empty project, and loads all entry points. npm builds the package in its own clone. */
export async function checkGitInstallation(repository: string): Promise<StepResult> {
  const cwd = mkdtempSync(join(tmpdir(), "from-git-"));
  try {
    writeFileSync(join(cwd, "package.json"), '{ "private": true, "type": "module" }\n');
    const options = ["--no-audit", "--no-fund", "--prefer-offline"];
    const installed = await runCommand("npm", ["install", `git+${pathToFileURL(repository)}`, ...options], { cwd });
    if (installed.code !== 0) return { ok: false, note: "npm install failed (needs the npm registry)", output: installed.output };
    copyFileSync(`${root}test/package/consumer/imports.js`, join(cwd, "imports.js"));
    const { code, stdout, output } = await runCommand(process.execPath, ["imports.js"], { cwd });
    return { ok: code === 0, note: stdout.trim(), output };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
