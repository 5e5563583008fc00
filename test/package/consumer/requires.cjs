// Loads every entry point with `require`, which Node supports for ES modules since 20.19.
const manifest = require("metastudio-video/package.json");
const contract = require("metastudio-video/openapi.json");

const modules = Object.entries(manifest.exports).filter(([, target]) => typeof target === "object");
for (const [subpath] of modules) {
  const exports = require(`metastudio-video${subpath.slice(1)}`);
  if (Object.keys(exports).length === 0) throw new Error(`${subpath} has no exports`);
}
if (typeof require("metastudio-video").createClient !== "function") throw new Error("createClient is not a function");
console.log(`${modules.length} entry points required, contract ${contract.info.version}`);
