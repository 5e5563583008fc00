import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import type * as Program from "./index.js";

/**
 * npm run test:soak [-- --videos N] [-- --seed N]
 *
 * Makes videos, 2,000 of them, from order to verified file, through a gateway on real sockets that fails three times in ten; then
 * asks the sandbox's own books whether one was lost or paid for twice, and looks for printed secrets and for what was left behind.
 * Prints a table, and a line for everything that does not hold; exits 1 if there is any.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { videos: { type: "string", default: "2000" }, seed: { type: "string", default: String(Date.now() % 2 ** 31) } },
  });
  const [videos, seed] = [Number(values.videos), Number(values.seed)];
  if (!(Number.isInteger(videos) && videos > 0 && Number.isInteger(seed))) {
    process.stderr.write("--videos is a whole number above 0, --seed a whole number\n");
    return 2;
  }
  process.stdout.write(`seed ${seed}\n`);
  const { soak, table } = await load();
  const report = await soak({ videos, seed, onPart: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(table(report));
  for (const violation of report.violations) process.stdout.write(`BROKEN ${violation}\n`);
  process.stdout.write(report.violations.length === 0 ? "all holds\n" : `${report.violations.length} broken\n`);
  return report.violations.length === 0 ? 0 : 1;
}

/** The soak and the client as they are bundled for users: what loads scripts here does not load one file for many callers at once. */
async function load(): Promise<typeof Program> {
  const [entry, outdir] = ["index.ts", "../../node_modules/.cache/soak/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  if (entry === undefined || outdir === undefined) throw new Error("no place for the bundle");
  await build({ entryPoints: [entry], outdir, bundle: true, splitting: true, format: "esm", platform: "node", sourcemap: "inline" });
  return import(pathToFileURL(`${outdir}index.js`).href);
}

process.exitCode = await main();
