// Every entry point of the installed package loads as an ES module, and the contract lies beside the code.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const manifest = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve("metastudio-video/package.json")), "utf8"));
const codes = Object.entries(manifest.exports).filter(([, target]) => typeof target === "object");
const counts = [];
for (const [subpath] of codes) {
  const module = await import(`metastudio-video${subpath.slice(1)}`);
  const names = Object.keys(module);
  if (names.length === 0) throw new Error(`${subpath} exports nothing`);
  counts.push(names.length);
}
const contract = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve("metastudio-video/openapi.json")), "utf8"));
const yaml = readFileSync(fileURLToPath(import.meta.resolve("metastudio-video/openapi.yaml")), "utf8");
if (contract.info.version !== manifest.version)
  throw new Error(`openapi.json is of version ${contract.info.version}, the package of ${manifest.version}`);
if (!yaml.includes(`version: ${manifest.version}`)) throw new Error("openapi.yaml is of another version than the package");
console.log(`${codes.length} entry points imported, ${counts.reduce((sum, count) => sum + count, 0)} exports`);
