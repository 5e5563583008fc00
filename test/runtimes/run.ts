import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, runParallel, type StepResult } from "../../scripts/task-runner.js";
import { outcome } from "./result.js";
import { runtimes } from "./runtimes.js";

/** What the program is told of the sandbox that listens on this machine; it lies beside it as a module. */
interface Server {
  readonly baseUrl: string;
  readonly projectId: string;
  readonly token: string;
  readonly keys: { readonly accessKey: string; readonly secretKey: string };
}

/** As much of `metastudio-video/sandbox/server` as is used here: the installed package is asked, not our sources. */
interface SandboxModule {
  startSandbox(options: { speed: number; throttle: boolean }): Promise<{
    readonly url: string;
    readonly projectId: string;
    readonly token: string;
    readonly credentials: Server["keys"];
    close(): Promise<void>;
  }>;
}

/** How many times faster than the clock on the wall tasks are made: 90 s pass in 0.3 s. */
const SPEED = 300;

/**
 * Runs the program on every runtime, in a folder into which the package has been installed; prints a line for each and gives
 * the verdicts. A runtime that cannot be had does not hold.
 */
export async function runOnAll(folder: string): Promise<StepResult[]> {
  const home = join(folder, "runtimes");
  cpSync(`${root}test/runtimes/program`, home, { recursive: true });
  const module = join(folder, "node_modules/metastudio-video/dist/sandbox-server.js");
  const { startSandbox } = (await import(pathToFileURL(module).href)) as SandboxModule;
  const sandbox = await startSandbox({ speed: SPEED, throttle: false });
  const { url, projectId, token, credentials } = sandbox;
  const server: Server = { baseUrl: url, projectId, token, keys: credentials };
  try {
    writeFileSync(join(home, "server.js"), `export default ${JSON.stringify(server)};\n`);
    return await runParallel(
      runtimes.map(({ name, run }) => ({ name, run: async () => outcome(name, await run({ home, origin: new URL(url).origin })) })),
    );
  } finally {
    await sandbox.close();
  }
}
