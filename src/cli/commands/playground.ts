import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, deflateRawSync } from "node:zlib";
import type { Command } from "commander";
import type { CliContext } from "../context.js";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { readJson, writeText } from "../input.js";
import { parseInteger } from "../service-options.js";

interface PlaygroundFlags {
  readonly output?: string;
  readonly port: number;
}

/** The page beside the bundled program, and in a checkout after `npm run build`. */
const PAGES = ["./playground.html.br", "../../../dist/playground.html.br"];

/** `playground [FILE|-]`: serves the playground on a loopback address, or writes it to a file. */
export function addPlayground(program: Command, context: CliContext): void {
  const command = program
    .command("playground")
    .argument("[file]", "JSON file with a request to open; - is standard input")
    .description("Edit, check, draw and simulate a request in the browser; nothing leaves your machine")
    .option("-o, --output <file.html>", "Write the page to this file, which opens without a server, instead of serving it")
    .option("--port <number>", "Port to listen on; 0 selects a free port", parseInteger(0, 65_535), 0)
    .action((file: string | undefined, flags: PlaygroundFlags) => openPlayground(file, flags, context));
  withHelp(command, { examples: ["playground", "playground video.json", "playground -o playground.html"] });
}

async function openPlayground(file: string | undefined, { output: target, port }: PlaygroundFlags, context: CliContext): Promise<void> {
  const { process, output } = context;
  const fragment = file === undefined ? "" : fragmentOf((await readJson(file, context)).text);
  const page = readPage();
  if (target !== undefined) {
    writeText(target, page);
    return output.printMessage(`Written to ${target}. Open it in a browser${fragment === "" ? "" : ` as ${target}${fragment}`}.`);
  }
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  const { url, close } = await servePage(page, port);
  output.print(`${url}${fragment}`);
  output.printMessage("Open this address in a browser. Press Ctrl-C to stop.");
  await stopped;
  await close();
}

/** Returns the URL fragment with which the playground opens a request. The page decodes it in src/playground/share.ts. */
export const fragmentOf = (text: string): string => `#request=${deflateRawSync(text).toString("base64url")}`;

function readPage(): string {
  const url = PAGES.map((page) => new URL(page, import.meta.url)).find((page) => existsSync(page));
  if (url === undefined) throw new UsageError("The playground is not built.", "In a checkout, run: npm run build");
  return brotliDecompressSync(readFileSync(url)).toString();
}

/** Serves one page on 127.0.0.1. */
export async function servePage(page: string, port: number): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const isPage = new URL(request.url ?? "/", "http://localhost").pathname === "/";
    response.writeHead(isPage ? 200 : 404, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(isPage && request.method !== "HEAD" ? page : undefined);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot listen on port ${port} (${error.code}).`, "Choose another --port, or 0 for a free port.");
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
