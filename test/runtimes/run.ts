import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, runParallel, type StepResult } from "../../scripts/task-runner.js";
import { toStepResult } from "./result.js";
import { runtimes } from "./runtimes.js";

/** Connection details of the sandbox server, written next to the program as a module. */
interface Server {
  readonly baseUrl: string;
  readonly projectId: string;
  readonly token: string;
  readonly keys: { readonly accessKey: string; readonly secretKey: string };
}

/** The used part of `metastudio-video/sandbox/server`, imported from the installed package. */
interface SandboxModule {
  startSandbox(options: { speed: number; throttle: boolean }): Promise<{
    readonly url: string;
    readonly projectId: string;
    readonly token: string;
    readonly credentials: Server["keys"];
    close(): Promise<void>;
  }>;
}

/** Clock speed of the sandbox: a task of 90 s takes 0.3 s. */
const SPEED = 300;

/** Runs the program on every runtime, in a folder in which the package is installed. An unavailable runtime is a failure. */
export async function runOnAllRuntimes(folder: string): Promise<StepResult[]> {
  const programFolder = join(folder, "runtimes");
  cpSync(`${root}test/runtimes/program`, programFolder, { recursive: true });
  const module = join(folder, "node_modules/metastudio-video/dist/sandbox-server.js");
  const { startSandbox } = (await import(pathToFileURL(module).href)) as SandboxModule;
  const sandbox = await startSandbox({ speed: SPEED, throttle: false });
  const { url, projectId, token, credentials } = sandbox;
  const server: Server = { baseUrl: url, projectId, token, keys: credentials };
  try {
    writeFileSync(join(programFolder, "server.js"), `export default ${JSON.stringify(server)};\n`);
    const context = { programFolder, origin: new URL(url).origin };
    return await runParallel(
      runtimes.map(({ name, run }) => ({ name: `runtime: ${name}`, run: async () => toStepResult(name, await run(context)) })),
    );
  } finally {
    await sandbox.close();
  }
}
