import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastRelease } from "../../scripts/contract/diff/index.js";
import { declaredBump, readChangesets } from "../../scripts/release/changesets.js";
import { root, runCommand, type StepResult } from "../../scripts/task-runner.js";

/** Files of a consumer by name. */
type Files = Readonly<Record<string, string>>;

/** Compiles and runs the consumer of the last release of a repository with a tarball, unless a changeset says that it breaks. */
export async function checkLastRelease(folder: string, tarball: string, files: Files = {}, expected = ""): Promise<StepResult> {
  const release = await lastRelease(folder);
  if (release !== undefined && declaredBump(readChangesets(folder)) === "major")
    return { ok: true, note: `a changeset says that the consumer of ${release} breaks` };
  const released = release === undefined ? {} : await readReleased(folder, `${release}:test/package/consumer`);
  const result = await checkConsumer(tarball, { ...released, ...files }, expected);
  return { ...result, note: `${release ?? "no release yet, this checkout"}: ${result.note}` };
}

/** The files of a folder at a revision of git. */
async function readReleased(cwd: string, path: string): Promise<Files> {
  const git = async (...args: string[]): Promise<string> => {
    const { code, stdout, output } = await runCommand("git", args, { cwd });
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${output}`);
    return stdout;
  };
  const names = (await git("ls-tree", "--name-only", path)).trim().split("\n");
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await git("show", `${path}/${name}`)] as const)));
}

/**
 * Unpacks a tarball into the consumer of this checkout with some files replaced or added, compiles it, and runs all programs, which
 * print the expected text.
 */
export async function checkConsumer(tarball: string, files: Files, expected = ""): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), "consumer-"));
  try {
    const modules = join(folder, "node_modules");
    cpSync(`${root}test/package/consumer`, folder, { recursive: true });
    mkdirSync(join(modules, "metastudio-video"), { recursive: true });
    for (const name of ["openapi-fetch", "openapi-typescript-helpers"]) symlinkSync(`${root}node_modules/${name}`, join(modules, name));
    const manifest = '{ "private": true, "type": "module" }\n';
    for (const [name, text] of Object.entries({ "package.json": manifest, ...files })) writeFileSync(join(folder, name), text);
    const run = (file: string, ...args: string[]) => runCommand(file, args, { cwd: folder });
    const unpacked = await run("tar", "-xzf", tarball, "--strip-components=1", "-C", "node_modules/metastudio-video");
    if (unpacked.code !== 0) return { ok: false, note: "the tarball cannot be read", output: unpacked.output };
    const resolution = ["--module", "nodenext", "--moduleResolution", "nodenext"];
    const compiled = await run(process.execPath, `${root}node_modules/typescript/bin/tsc`, "--project", "tsconfig.json", ...resolution);
    if (compiled.code !== 0) return { ok: false, note: "the consumer does not compile", output: compiled.output };
    const printed: string[] = [];
    for (const name of readdirSync(folder).filter((file) => /\.c?js$/.test(file))) {
      const { code, stdout, output } = await run(process.execPath, name);
      if (code !== 0) return { ok: false, note: `${name} exited with code ${code}`, output };
      printed.push(stdout.trim());
    }
    const text = printed.join("; ");
    return { ok: text.includes(expected), note: `compiles and runs: ${text}`, output: `expected ${expected}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
