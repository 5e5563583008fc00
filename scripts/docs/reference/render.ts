import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { binPath, root, runCommand } from "../../task-runner.js";
import { type Contract, isObject } from "../contract.js";
import { addExtensions, type Extras } from "./add-extensions.js";

const TEMPLATE = fileURLToPath(new URL("./page.hbs", import.meta.url));

/** URLs of the Redoc logo, which the page would load. */
const REMOTE_LOGO_URL = /https:\/\/cdn\.redoc(?:ly\.com|\.ly)\/[^"'`\s)]*\.(?:svg|png)/g;

/** Inline replacement of the logo, legible on light and dark backgrounds. */
const INLINE_LOGO_URL = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="42" height="14"><text y="11" font-family="sans-serif" font-size="12" fill="#5b8def">Redoc</text></svg>',
)}`;

/**
 * Renders the reference as a single HTML page without network requests or telemetry. The output is deterministic.
 *
 * @throws Error with the output of Redocly when it fails.
 */
export async function renderReference(contract: Contract, extras: Extras = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "reference-"));
  try {
    const input = join(folder, "openapi.json");
    const output = join(folder, "index.html");
    writeFileSync(input, JSON.stringify(addExtensions(contract, extras)));
    const info = isObject(contract.document.info) ? contract.document.info : {};
    const args = [
      "build-docs",
      input,
      "--inlineBundle",
      "--output",
      output,
      "--config",
      `${root}redocly.yaml`,
      "--template",
      TEMPLATE,
      "--title",
      String(info.title),
    ];
    const result = await runCommand(binPath("redocly"), args);
    if (result.code !== 0) throw new Error(`Redocly failed to render the reference:\n${result.output}`);
    return readFileSync(output, "utf8").replace(REMOTE_LOGO_URL, INLINE_LOGO_URL);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
