import { pathToFileURL } from "node:url";
import { bundleForNode } from "../lib/bundle.js";
import { exactEstimate, printGoals, printTable } from "../lib/thresholds.js";

const MEGABYTES = 64;
const CHUNK = new Uint8Array(64 * 1024).fill(7);
const ROUNDS = 5;

/** src/assets/checksum.ts. */
interface Checksums {
  createChecksum(crypto?: null): { update(bytes: Uint8Array): void; digest(): string };
}

/** Compares the MD5 of downloads with the portable implementation, which runtimes without `node:crypto` use. */
async function main(): Promise<number> {
  const bundle = await bundleForNode("checksum", 'export { createChecksum } from "../src/assets/checksum.js";');
  const { createChecksum } = (await import(pathToFileURL(bundle).href)) as Checksums;
  const measure = (create: () => ReturnType<Checksums["createChecksum"]>): { readonly rate: number; readonly digest: string } => {
    const start = performance.now();
    const checksum = create();
    for (let bytes = 0; bytes < MEGABYTES * 1e6; bytes += CHUNK.length) checksum.update(CHUNK);
    const digest = checksum.digest();
    return { rate: (MEGABYTES * 1000) / (performance.now() - start), digest };
  };
  const best = { native: 0, portable: 0 };
  const digests = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, create] of [
      ["native", () => createChecksum()],
      ["portable", () => createChecksum(null)],
    ] as const) {
      const { rate, digest } = measure(create);
      best[name] = Math.max(best[name], rate);
      digests.add(digest);
    }
  }
  printTable(
    ["MD5", "MB/s"],
    Object.entries(best).map(([name, rate]) => [name, rate.toFixed(0)]),
  );
  printGoals([
    { name: "time relative to the portable implementation", value: exactEstimate(best.portable / best.native), atMost: 0.5, unit: "×" },
  ]);
  return digests.size === 1 ? 0 : 1;
}

process.exitCode = await main();
