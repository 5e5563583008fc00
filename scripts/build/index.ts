/** `npm run build`: `dist/`, as package.json names it. */
import { rmSync } from "node:fs";
import { root } from "../task-runner.js";
import { bundle, bundlePrograms } from "./bundle.js";
import { contractAsJson } from "./contract.js";
import { declarations } from "./declarations.js";
import { entryPoints, programs } from "./entry-points.js";
import { writeLicences } from "./licenses.js";

try {
  const entries = entryPoints(root);
  rmSync(`${root}dist`, { recursive: true, force: true });
  const bundling = Promise.all([bundle(root, entries), bundlePrograms(root, programs(root))]);
  declarations(root, entries);
  contractAsJson(root);
  const [{ files, bytes, inputs }, program] = await bundling;
  writeLicences(root, [...inputs, ...program.inputs]);
  console.log(
    `dist/: ${entries.length} entry points in ${files} files of JavaScript, ${(bytes / 1000).toFixed(1)} kB, their declarations, a program of ${(program.bytes / 1000).toFixed(1)} kB, and openapi.json`,
  );
} catch (error) {
  console.error(`build: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
