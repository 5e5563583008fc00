import { dirname } from "node:path";
import { runParallel, type Step, type StepResult } from "../../scripts/task-runner.js";
import { installProgram } from "../helpers/processes.js";
import { checkSdkClient, checkSdkSigner } from "./huaweicloud-sdk.js";
import { loadPackage } from "./package.js";
import { checkPrismMock } from "./prism.js";
import { checkPrismProxy } from "./prism-proxy.js";

/** Pinned versions, so that results do not change with a release. The SDK core requires uuid without declaring it. */
const PACKAGES = ["@stoplight/prism-cli@5.14.2", "@huaweicloud/huaweicloud-sdk-core@3.1.211", "uuid@11.1.0"];

/** Interoperability checks with third-party tools: Prism and the official SDK core. */
export interface InteropChecks {
  /** Installs the tools into the npm cache; can run in parallel with other steps. */
  readonly install: Step;
  /** Checks the package that is installed in a folder. Returns no results if `install` failed. */
  run(folder: string): Promise<StepResult[]>;
}

export function createInteropChecks(): InteropChecks {
  let modules: string | undefined;
  return {
    install: {
      name: "interop: install",
      run: async () => {
        modules = dirname(dirname(await installProgram(PACKAGES, "prism", "--ignore-scripts")));
        return { ok: true, note: "Prism and the official SDK core, with npx" };
      },
    },
    run: async (folder) => {
      const tools = modules;
      if (tools === undefined) return [];
      const shipped = await loadPackage(folder);
      return runParallel([
        { name: "interop: Prism proxy", run: () => checkPrismProxy(tools, shipped) },
        { name: "interop: Prism mock", run: () => checkPrismMock(tools, shipped) },
        { name: "interop: SDK signer", run: () => checkSdkSigner(tools, shipped) },
        { name: "interop: SDK client", run: () => checkSdkClient(tools, shipped) },
      ]);
    },
  };
}
