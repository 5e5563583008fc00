/** `npm run build`: writes all files of `dist/` that package.json lists. */
import { rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { buildPlayground } from "../docs/playground/build.js";
import { root } from "../task-runner.js";
import { bundle, bundlePrograms } from "./bundle.js";
import { writeContractJson } from "./contract.js";
import { writeDeclarations } from "./declarations.js";
import { readEntryPoints, readPrograms } from "./entry-points.js";
import { writeLicenses } from "./licenses.js";

try {
  const entries = readEntryPoints(root);
  rmSync(`${root}dist`, { recursive: true, force: true });
  const bundling = Promise.all([bundle(root, entries), bundlePrograms(root, readPrograms(root))]);
  await writeDeclarations(root, entries);
  writeContractJson(root);
  const [{ files, bytes, inputs }, program] = await bundling;
  const playground = await buildPlayground(root);
  // compressed, because the page would add 1 MB to the package
  writeFileSync(`${root}dist/playground.html.br`, brotliCompressSync(playground.page));
  writeLicenses(root, [...inputs, ...program.inputs, ...playground.inputs]);
  console.log(
    `dist/: ${entries.length} entry points in ${files} JavaScript files (${(bytes / 1000).toFixed(1)} kB), declarations, program (${(program.bytes / 1000).toFixed(1)} kB), openapi.json`,
  );
} catch (error) {
  console.error(`build: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
