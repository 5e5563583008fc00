import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { REQUEST } from "../../src/playground/complete.js";
import { contractInfo, readContract } from "./contract.js";

/** The playground. */
export interface Playground {
  /** The page for a web server: `index.html` and modules, of which the sandbox is loaded when it is used. */
  readonly files: ReadonlyMap<string, string>;
  /** The same page as one file, which opens without a server. */
  readonly page: string;
  /** Source paths of all bundled modules. */
  readonly inputs: readonly string[];
}

/** Writes the page as one file to `dist/`, compressed, because it would add 1 MB to the package. Returns the paths of all bundled modules. */
export async function writePlayground(folder: string): Promise<readonly string[]> {
  const { page, inputs } = await buildPlayground(folder);
  writeFileSync(join(folder, "dist/playground.html.br"), brotliCompressSync(page));
  return inputs;
}

/** Builds the playground from src/playground and the contract. */
export async function buildPlayground(folder: string): Promise<Playground> {
  const source = (name: string): string => readFileSync(join(folder, "src/playground", name), "utf8");
  const info = contractInfo(readContract(join(folder, "openapi.yaml")).document, REQUEST);
  const bundle = (entryPoints: readonly string[], external: readonly string[]) =>
    build({
      absWorkingDir: folder,
      entryPoints: [...entryPoints],
      outdir: "out",
      bundle: true,
      format: "esm",
      target: "es2022",
      charset: "utf8",
      minify: true,
      mainFields: ["module", "main"],
      external: ["node:*", ...external],
      define: { CONTRACT_INFO: JSON.stringify(info) },
      legalComments: "none",
      metafile: true,
      write: false,
      logLevel: "error",
    });
  const [whole, parts] = await Promise.all([
    bundle(["src/playground/main.ts"], []),
    // not split further: modules that other modules import lazily would become dozens of files
    bundle(["src/playground/main.ts", "src/playground/sandbox-run.ts"], ["./sandbox-run.js"]),
  ]);
  const style = `<style>${source("style.css")}</style>`;
  const render = (policy: string, app: string): string =>
    Object.entries({ SCRIPTS: policy, "<!-- style -->": style, "<!-- app -->": app }).reduce(
      (html, [marker, text]) => html.replace(marker, () => text),
      source("page.html"),
    );
  // the script must not contain the end of its element, or the start of a comment in it
  const script = (whole.outputFiles[0]?.text ?? "").replace(/<(?=\/script|!--)/gi, "\\x3c");
  return {
    files: new Map([
      ["index.html", render("'self'", '<script type="module" src="main.js"></script>')],
      ...parts.outputFiles.map(({ path, text }) => [path.split("/").at(-1) ?? path, text] as const),
    ]),
    page: render("'unsafe-inline'", `<script type="module">${script}</script>`),
    inputs: Object.keys(whole.metafile.inputs),
  };
}
