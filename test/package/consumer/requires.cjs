// Loads every entry point with `require`, which Node supports for ES modules since 20.19.
const manifest = require("metastudio-video/package.json");
const contract = require("metastudio-video/openapi.json");

const modules = Object.entries(manifest.exports).filter(([, target]) => typeof target === "object");
// An entry point for an optional package loads only where that is installed.
const optional = Object.keys(manifest.peerDependenciesMeta ?? {});
const isOptional = (error) => error.code === "ERR_MODULE_NOT_FOUND" && optional.some((name) => error.message.includes(`'${name}'`));
let loaded = 0;
for (const [subpath] of modules) {
  try {
    if (Object.keys(require(`metastudio-video${subpath.slice(1)}`)).length === 0) throw new Error(`${subpath} has no exports`);
    loaded += 1;
  } catch (error) {
    if (!isOptional(error)) throw error;
  }
}
if (typeof require("metastudio-video").createClient !== "function") throw new Error("createClient is not a function");
console.log(`${loaded} of ${modules.length} entry points required, contract ${contract.info.version}`);
