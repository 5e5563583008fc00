import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, deflateRawSync } from "node:zlib";
import { defineCommand } from "../command.js";
import { UsageError } from "../exit-codes.js";
import { readJson, writeText } from "../input.js";
import { parseInteger, value } from "../options.js";
import { interruption } from "../service.js";

/** The page beside the bundled program, and in a checkout after `npm run build`. */
const PAGES = ["./playground.html.br", "../../../dist/playground.html.br"];

/** The flag of commands that listen. */
export const portOption = {
  port: value("number", "Port to listen on; 0 selects a free port", { parse: parseInteger(0, 65_535), default: 0 }),
};

export const playground = defineCommand({
  name: "playground",
  description: "Edit, check, draw and simulate a request in the browser; nothing leaves your machine",
  arguments: { "[file]": "JSON file with a request to open; - is standard input" },
  options: {
    output: value("file.html", "Write the page to this file, which opens without a server, instead of serving it", { short: "o" }),
    ...portOption,
  },
  examples: ["playground", "playground video.json", "playground -o playground.html"],
  async run(invocation) {
    const { args, flags, output } = invocation;
    const { output: target, port } = flags;
    const fragment = args.file === undefined ? "" : fragmentOf((await readJson(args.file, invocation)).text);
    const page = readPage();
    if (target !== undefined) {
      writeText(target, page);
      return output.printMessage(`Written to ${target}. Open it in a browser${fragment === "" ? "" : ` as ${target}${fragment}`}.`);
    }
    const stopped = interruption(invocation);
    const { url, close } = await servePage(page, port);
    output.print(`${url}${fragment}`);
    output.printMessage("Open this address in a browser. Press Ctrl-C to stop.");
    await stopped;
    await close();
  },
});

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
    throw portError(port, error);
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

export const portError = (port: number, { code }: NodeJS.ErrnoException): UsageError =>
  new UsageError(`Cannot listen on port ${port} (${code}).`, "Choose another --port, or 0 for a free port.");
