// `npm install` of a Git URL clones the repository into the cache of npm, and runs `prepare` before it packs the clone. In a checkout,
// `prepare` does nothing: `npm ci` would take longer, and every command builds what it needs.
import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { sep } from "node:path";

const { npm_config_cache: cache, npm_execpath: npm } = process.env;
const isClone = cache !== undefined && existsSync(cache) && realpathSync(".").startsWith(realpathSync(cache) + sep);
if (isClone && !existsSync("dist")) {
  const { status } = spawnSync(process.execPath, [String(npm), "run", "build"], { stdio: "inherit" });
  process.exitCode = status ?? 1;
}
