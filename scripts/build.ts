/** `npm run build`: `dist/`, as package.json names it. */
import { rmSync } from "node:fs";
import { bundle } from "./build/bundle.js";
import { contractAsJson } from "./build/contract.js";
import { declarations } from "./build/declarations.js";
import { entryPoints } from "./build/entry-points.js";
import { root } from "./steps.js";

try {
  const entries = entryPoints(root);
  rmSync(`${root}dist`, { recursive: true, force: true });
  const bundling = bundle(root, entries);
  declarations(root, entries);
  contractAsJson(root);
  const { files, bytes } = await bundling;
  console.log(
    `dist/: ${entries.length} entry points in ${files} files of JavaScript, ${(bytes / 1000).toFixed(1)} kB, their declarations, and openapi.json`,
  );
} catch (error) {
  console.error(`build: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
