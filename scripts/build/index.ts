/** `npm run build`: writes all files of `dist/` that package.json lists. */
import { rmSync } from "node:fs";
import { writePlayground } from "../docs/playground.js";
import { root } from "../task-runner.js";
import { bundle, bundlePrograms, writeLicenses } from "./bundle.js";
import { writeContract } from "./contract.js";
import { writeDeclarations } from "./declarations.js";
import { readEntryPoints, readPrograms } from "./entry-points.js";

try {
  const entries = readEntryPoints(root);
  rmSync(`${root}dist`, { recursive: true, force: true });
  const bundling = Promise.all([bundle(root, entries), bundlePrograms(root, readPrograms(root))]);
  await writeDeclarations(root, entries);
  writeContract(root);
  const [{ files, bytes, inputs }, program] = await bundling;
  writeLicenses(root, [...inputs, ...program.inputs, ...(await writePlayground(root))]);
  console.log(
    `dist/: ${entries.length} entry points in ${files} JavaScript files (${(bytes / 1000).toFixed(1)} kB), declarations, program (${(program.bytes / 1000).toFixed(1)} kB), openapi.yaml, openapi.json`,
  );
} catch (error) {
  console.error(`build: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
