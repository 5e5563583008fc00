import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { runCommand } from "../../scripts/task-runner.js";

/** For busy machines. */
const OUTPUT_TIMEOUT_MS = 120_000;

/** Reads what a process prints until it matches. Rejects with the output if the process ends before or takes too long. */
export async function waitForOutput(
  child: ChildProcessByStdio<null, Readable, Readable | null>,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  let timer: NodeJS.Timeout | undefined;
  const found = new Promise<RegExpExecArray>((resolve, reject) => {
    let output = "";
    const fail = (reason: string): void => reject(new Error(`${child.spawnargs.join(" ")} ${reason}:\n${output.slice(-4000)}`));
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
        const match = pattern.exec(output);
        if (match !== null) resolve(match);
      });
    timer = setTimeout(fail, OUTPUT_TIMEOUT_MS, `did not print ${pattern} within ${OUTPUT_TIMEOUT_MS / 1000} s`);
    child.once("error", (error) => fail(`cannot be started: ${error.message}`));
    child.once("close", (code) => fail(`ended with exit code ${code}`));
  });
  return found.finally(() => clearTimeout(timer));
}

/** Listens on a free port of 127.0.0.1. */
export async function listen(server: Server): Promise<{ readonly url: string; close(): Promise<void> }> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server.close(), "close");
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Installs packages into the npm cache, and returns the path of an executable. Throws if that fails. */
export async function installProgram(packages: readonly string[], executable: string, ...options: readonly string[]): Promise<string> {
  const specifiers = packages.flatMap((name) => ["--package", name]);
  // Under `npm run --silent`, npx prints no errors unless it has its own log level.
  const args = ["--yes", "--loglevel", "error", ...options, ...specifiers, "--call", `command -v ${executable}`];
  const { code, stdout, output } = await runCommand("npx", args);
  const path = stdout.trim().split("\n").at(-1) ?? "";
  if (code !== 0 || !path.endsWith(`/${executable}`))
    throw new Error(`npx could not install ${packages.join(", ")} from the npm registry:\n${output}`);
  return path;
}
