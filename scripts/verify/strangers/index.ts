import { sideBySide, type Verdict } from "../../steps.js";
import { mock } from "./mock.js";
import { official } from "./official.js";
import { shipped } from "./package.js";
import { strangersModules } from "./programs.js";
import { proxy } from "./proxy.js";
import { signer } from "./signer.js";

/** Programs of others agree with the package that was installed into a folder: Prism, and the official core. */
export async function strangers(folder: string): Promise<Verdict[]> {
  let modules = "";
  const fetched = await sideBySide([
    {
      name: "strangers' programs",
      run: async () => {
        modules = await strangersModules();
        return { holds: true, note: "by npx, with exact versions" };
      },
    },
  ]);
  if (modules === "") return fetched;
  const ours = await shipped(folder);
  return [
    ...fetched,
    ...(await sideBySide([
      { name: "Prism as a proxy", run: () => proxy(modules, ours) },
      { name: "Prism as a server", run: () => mock(modules, ours) },
      { name: "the core's signer", run: () => signer(modules, ours) },
      { name: "the core as a client", run: () => official(modules, ours) },
    ])),
  ];
}
