import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * npm run bench -- validators | size | generate | cel | signature | client | cli
 *
 * Each suite prints what it measured as ratios within one run, a verdict per goal, and how many hold. Exit codes: 0 measured,
 * 1 contenders disagree or something failed, 2 wrong usage. Nothing fails because the machine is slow.
 */
const SUITES = ["validators", "size", "generate", "cel", "signature", "client", "cli"];

function main(names: readonly string[]): number {
  const unknown = names.find((name) => !SUITES.includes(name));
  if (unknown !== undefined || names.length === 0) {
    process.stderr.write(
      `${unknown === undefined ? "No suite was named." : `There is no suite ${JSON.stringify(unknown)}.`}\nusage: npm run bench -- ${SUITES.join(" | ")}\n`,
    );
    return 2;
  }
  if (!installed()) return 1;
  return names.map(runSuite).find((status) => status !== 0) ?? 0;
}

/** Peers and judges have a lock of their own and are installed when they are first needed. */
function installed(): boolean {
  const here = fileURLToPath(new URL(".", import.meta.url));
  if (existsSync(`${here}node_modules/ajv`)) return true;
  process.stdout.write("The benchmarks have dependencies of their own; installing them once: npm ci --prefix bench\n");
  const { status } = spawnSync("npm", ["ci", "--prefix", here, "--ignore-scripts", "--no-audit", "--no-fund"], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.stderr.write("They could not be installed; the network is needed this one time. Try: npm ci --prefix bench\n");
  return status === 0;
}

function runSuite(name: string): number {
  const jiti = fileURLToPath(new URL("../node_modules/jiti/lib/jiti-cli.mjs", import.meta.url));
  const suite = fileURLToPath(new URL(`${name}/index.ts`, import.meta.url));
  return spawnSync(process.execPath, [jiti, suite], { stdio: "inherit" }).status ?? 1;
}

process.exitCode = main(process.argv.slice(2));
