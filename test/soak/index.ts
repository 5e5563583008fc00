import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import type * as Soak from "./run.js";

/**
 * npm run test:soak [-- --videos N] [-- --seed N] [-- --only faults|shared-quota]
 *
 * Creates videos (default 2,000) through a proxy on real sockets that injects a fault into 30 % of all exchanges, and downloads them.
 * Then checks against the tasks of the sandbox that none was lost or created twice, and that no secret was printed and nothing leaked.
 * A second run creates as many with two clients that share one quota, with access keys that live five minutes.
 * Exit codes: 0 all checks passed, 1 a check failed, 2 wrong usage.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      videos: { type: "string", default: "2000" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
      only: { type: "string" },
    },
  });
  const [videos, seed] = [Number(values.videos), Number(values.seed)];
  const isKnown = values.only === undefined || ["faults", "shared-quota"].includes(values.only);
  if (!(Number.isInteger(videos) && videos > 0 && Number.isInteger(seed) && isKnown)) {
    process.stderr.write("--videos must be a positive integer, --seed an integer, and --only faults or shared-quota\n");
    return 2;
  }
  process.stdout.write(`seed ${seed}\n`);
  const { runSoak, runSharedQuota, formatCounts, formatChecks } = await load();
  let failures = 0;
  if (values.only !== "shared-quota") {
    const report = await runSoak({ videos, seed, onPart: (line) => process.stderr.write(`${line}\n`) });
    process.stdout.write(formatCounts(report) + formatChecks(report.violations));
    failures += report.violations.length;
  }
  if (values.only !== "faults") {
    const { counts, violations } = await runSharedQuota(videos, seed);
    process.stdout.write("\ntwo clients, one quota, keys that live five minutes\n");
    for (const [name, count] of Object.entries(counts)) process.stdout.write(`${name.padEnd(48)} ${count}\n`);
    const title = "no video is lost or created twice, and no request is signed with an expired key";
    process.stdout.write(
      [`${violations.length === 0 ? "ok  " : "FAIL"} ${title}`, ...violations.map((line) => `       ${line}`), ""].join("\n"),
    );
    failures += violations.length;
  }
  return failures === 0 ? 0 : 1;
}

/** Loads a bundle, as users do: the module loader of the scripts cannot import one file from many concurrent calls. */
async function load(): Promise<typeof Soak> {
  const entry = fileURLToPath(new URL("run.ts", import.meta.url));
  const outdir = fileURLToPath(new URL("../../node_modules/.cache/soak/", import.meta.url));
  await build({ entryPoints: [entry], outdir, bundle: true, splitting: true, format: "esm", platform: "node", sourcemap: "inline" });
  return import(pathToFileURL(`${outdir}run.js`).href);
}

process.exitCode = await main();
