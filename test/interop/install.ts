import { dirname } from "node:path";
import { runCommand } from "../../scripts/task-runner.js";

/** Exact versions: what a stranger says must not change because they published something. The core needs uuid and does not say so. */
const PACKAGES = ["@stoplight/prism-cli@5.14.2", "@huaweicloud/huaweicloud-sdk-core@3.1.211", "uuid@11.1.0"];

/** Has npm fetch the strangers' programs into its own cache; gives the `node_modules` they lie in. Throws when they cannot be had. */
export async function strangersModules(): Promise<string> {
  const named = PACKAGES.flatMap((name) => ["--package", name]);
  // Without its own level it would fail without a word beneath `npm run --silent`.
  const asked = ["--yes", "--loglevel", "error", "--ignore-scripts", ...named, "--call", "command -v prism"];
  const { code, stdout, output } = await runCommand("npx", asked);
  const path = stdout.trim().split("\n").at(-1) ?? "";
  if (code !== 0 || !path.endsWith("/.bin/prism"))
    throw new Error(`npx could not get ${PACKAGES.join(", ")}; it needs a registry for them:\n${output}`);
  return dirname(dirname(path));
}
