// The same modules through `require`, as CommonJS programs on Node 20.19 and later load them.
const manifest = require("metastudio-video/package.json");
const contract = require("metastudio-video/openapi.json");

const codes = Object.entries(manifest.exports).filter(([, target]) => typeof target === "object");
for (const [subpath] of codes) {
  const module = require(`metastudio-video${subpath.slice(1)}`);
  if (Object.keys(module).length === 0) throw new Error(`${subpath} exports nothing`);
}
if (typeof require("metastudio-video").createClient !== "function") throw new Error("createClient is no function");
console.log(`required with contract ${contract.info.version}`);
