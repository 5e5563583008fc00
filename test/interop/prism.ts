import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

/** A Prism that listens on loopback. */
export interface Prism {
  readonly url: string;
  close(): Promise<void>;
}

/** How long it may take to listen. */
const PATIENCE_MS = 30_000;

/** Starts Prism on a free port of 127.0.0.1, and waits until it listens. */
export async function startPrism(modules: string, ...args: readonly string[]): Promise<Prism> {
  const program = join(modules, "@stoplight/prism-cli/dist/index.js");
  const child = spawn(process.execPath, [program, ...args, "--port", "0"], {
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const close = async (): Promise<void> => {
    child.kill();
    await closed;
  };
  try {
    return { url: await listening(child), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const give = (why: string): void => reject(new Error(`Prism ${why}:\n${printed.slice(-4000)}`));
    const timer = setTimeout(give, PATIENCE_MS, `did not listen within ${PATIENCE_MS / 1000} s`);
    const hear = (chunk: Buffer): void => {
      printed += chunk.toString();
      const url = /listening on (http:\/\/\S+)/.exec(printed)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("error", (error) => give(error.message));
    child.once("close", (code) => {
      clearTimeout(timer);
      give(`ended with code ${code}`);
    });
  });
}
