import { type Step, runParallel, type StepResult } from "../../scripts/task-runner.js";
import { official } from "./huaweicloud-sdk.js";
import { strangersModules } from "./install.js";
import { shipped } from "./package.js";
import { mock } from "./prism-mock.js";
import { proxy } from "./prism-proxy.js";
import { signer } from "./signature-interop.js";

/** Programs of others that must agree with ours: Prism, and the official core. */
export interface Strangers {
  /** Gets their programs; may go beside other steps. */
  readonly programs: Step;
  /** Puts them before the package that was installed into a folder; prints nothing where they could not be had. */
  agree(folder: string): Promise<StepResult[]>;
}

export function createStrangers(): Strangers {
  let modules: string | undefined;
  return {
    programs: {
      name: "strangers' programs",
      run: async () => {
        modules = await strangersModules();
        return { ok: true, note: "Prism and the official core, by npx" };
      },
    },
    agree: async (folder) => {
      const place = modules;
      if (place === undefined) return [];
      const ours = await shipped(folder);
      return runParallel([
        { name: "Prism as a proxy", run: () => proxy(place, ours) },
        { name: "Prism as a server", run: () => mock(place, ours) },
        { name: "the core's signer", run: () => signer(place, ours) },
        { name: "the core as a client", run: () => official(place, ours) },
      ]);
    },
  };
}
