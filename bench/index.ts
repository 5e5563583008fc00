import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * npm run bench -- validators | size | generate | cel | signature | client | cli | batch
 *
 * Each suite prints ratios measured within one run, the status of each goal, and the number of goals met. Exit codes: 0 measured,
 * 1 contenders disagree or an error occurred, 2 invalid usage. A slow machine never causes a failure.
 */
const SUITES = ["validators", "size", "generate", "cel", "signature", "client", "cli", "batch"];

function main(names: readonly string[]): number {
  const unknown = names.find((name) => !SUITES.includes(name));
  if (unknown !== undefined || names.length === 0) {
    process.stderr.write(
      `${unknown === undefined ? "Missing suite name." : `Unknown suite ${JSON.stringify(unknown)}.`}\nusage: npm run bench -- ${SUITES.join(" | ")}\n`,
    );
    return 2;
  }
  if (!ensureInstalled()) return 1;
  return names.map(runSuite).find((status) => status !== 0) ?? 0;
}

/** Installs the dependencies of the benchmarks, which have their own lockfile, unless they are installed. */
function ensureInstalled(): boolean {
  const here = fileURLToPath(new URL(".", import.meta.url));
  if (existsSync(`${here}node_modules/ajv`)) return true;
  process.stdout.write("Installing the dependencies of the benchmarks: npm ci --prefix bench\n");
  const { status } = spawnSync("npm", ["ci", "--prefix", here, "--ignore-scripts", "--no-audit", "--no-fund"], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.stderr.write("Installation failed; it requires network access. Try: npm ci --prefix bench\n");
  return status === 0;
}

function runSuite(name: string): number {
  const jiti = fileURLToPath(new URL("../node_modules/jiti/lib/jiti-cli.mjs", import.meta.url));
  const suite = fileURLToPath(new URL(`${name}/index.ts`, import.meta.url));
  return spawnSync(process.execPath, [jiti, suite], { stdio: "inherit" }).status ?? 1;
}

process.exitCode = main(process.argv.slice(2));
