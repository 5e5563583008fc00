import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A Redis server for tests, which listens on a socket in a folder. */
export interface TestRedis {
  readonly connection: { readonly path: string };
  close(): Promise<void>;
}

/** Starts Debian's `redis-server` with an append-only file. Rejects if the program is missing or does not start. */
export async function startRedis(folder: string, settings: readonly string[] = ["--appendonly", "yes"]): Promise<TestRedis> {
  const path = join(folder, "redis.sock");
  const server = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--dir", folder, "--save", "", ...settings], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(new Error(`redis-server cannot be started: ${error.message}`)));
    server.once("exit", (code) => reject(new Error(`redis-server ended with exit code ${code}`)));
    server.stdout.setEncoding("utf8").on("data", (text: string) => void (/ready to accept connections/i.test(text) && resolve()));
  });
  return {
    connection: { path },
    async close() {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    },
  };
}
