import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** No compatibility flags, so that Node's modules are not available. */
const COMPATIBILITY_DATE = "2026-10-01";

/** Bundles the program as a worker with access to the local network, and returns the path of its configuration. */
export async function writeWorkerdConfig(folder: string): Promise<string> {
  await build({
    absWorkingDir: folder,
    entryPoints: ["worker.js"],
    outfile: "worker.bundle.js",
    bundle: true,
    format: "esm",
    platform: "neutral",
    conditions: ["workerd", "worker", "import"],
    target: "es2022",
    logLevel: "error",
  });
  const file = join(folder, "workerd.capnp");
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "program",
      worker = (
        modules = [ (name = "worker.js", esModule = embed "worker.bundle.js") ],
        compatibilityDate = "${COMPATIBILITY_DATE}",
        globalOutbound = "localhost",
      )
    ),
    (name = "localhost", network = (allow = ["private"])),
  ],
);
`,
  );
  return file;
}
