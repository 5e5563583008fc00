// Imports every entry point of the installed package and checks the version of the contract.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const manifest = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve("metastudio-video/package.json")), "utf8"));
const modules = Object.entries(manifest.exports).filter(([, target]) => typeof target === "object");
// An entry point for an optional package loads only where that is installed.
const optional = Object.keys(manifest.peerDependenciesMeta ?? {});
const isOptional = (error) => error.code === "ERR_MODULE_NOT_FOUND" && optional.some((name) => error.message.includes(`'${name}'`));
let exportCount = 0;
let loaded = 0;
for (const [subpath] of modules) {
  const exports = await import(`metastudio-video${subpath.slice(1)}`).catch((error) => {
    if (!isOptional(error)) throw error;
  });
  if (exports === undefined) continue;
  const names = Object.keys(exports);
  loaded += 1;
  if (names.length === 0) throw new Error(`${subpath} has no exports`);
  exportCount += names.length;
}
const contract = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve("metastudio-video/openapi.json")), "utf8"));
const yaml = readFileSync(fileURLToPath(import.meta.resolve("metastudio-video/openapi.yaml")), "utf8");
if (contract.info.version !== manifest.version)
  throw new Error(`openapi.json has version ${contract.info.version}, package.json has version ${manifest.version}`);
if (!yaml.includes(`version: ${manifest.version}`)) throw new Error(`openapi.yaml does not have version ${manifest.version}`);
console.log(`${loaded} of ${modules.length} entry points imported, ${exportCount} exports`);
