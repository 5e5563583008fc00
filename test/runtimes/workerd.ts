import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** Workers are not given Node's modules unless they ask for them; this one does not. */
const COMPATIBILITY_DATE = "2026-10-01";

/** Bundles the program as a worker that may reach this machine, and gives the path of its configuration. */
export async function onWorkerd(home: string): Promise<string> {
  await build({
    absWorkingDir: home,
    entryPoints: ["worker.js"],
    outfile: "worker.bundle.js",
    bundle: true,
    format: "esm",
    platform: "neutral",
    conditions: ["workerd", "worker", "import"],
    target: "es2022",
    logLevel: "error",
  });
  const file = join(home, "workerd.capnp");
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "program",
      worker = (
        modules = [ (name = "worker.js", esModule = embed "worker.bundle.js") ],
        compatibilityDate = "${COMPATIBILITY_DATE}",
        globalOutbound = "this-machine",
      )
    ),
    (name = "this-machine", network = (allow = ["private"])),
  ],
);
`,
  );
  return file;
}
