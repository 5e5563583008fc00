import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { binPath, runCommand, root } from "../../task-runner.js";
import { type Contract, isObject } from "../contract.js";
import { type Extras, enrich } from "./add-extensions.js";

const TEMPLATE = fileURLToPath(new URL("./page.hbs", import.meta.url));

/** Addresses that Redoc would load from: its own logo, under both of its names. */
const REMOTE = /https:\/\/cdn\.redoc(?:ly\.com|\.ly)\/[^"'`\s)]*\.(?:svg|png)/g;

/** What stands in their place: the name, legible on light and dark. */
const LOGO = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="42" height="14"><text y="11" font-family="sans-serif" font-size="12" fill="#5b8def">Redoc</text></svg>',
)}`;

/**
 * The reference as one HTML text: no request, no telemetry, the same bytes for the same contract.
 *
 * @throws Error in Redocly's words when it cannot render.
 */
export async function render(contract: Contract, extras: Extras = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "reference-"));
  try {
    const input = join(folder, "openapi.json");
    const output = join(folder, "index.html");
    writeFileSync(input, JSON.stringify(enrich(contract, extras)));
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
    const outcome = await runCommand(binPath("redocly"), args);
    if (outcome.code !== 0) throw new Error(`Redocly cannot render the reference:\n${outcome.output}`);
    return readFileSync(output, "utf8").replace(REMOTE, LOGO);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
