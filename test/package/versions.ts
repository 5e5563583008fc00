import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** What the package, the contract and the change log say of themselves, where they do not agree; empty when they do. */
export function versionFaults(folder: string): string[] {
  const read = (file: string): string => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "");
  const manifest = JSON.parse(read("package.json")) as { version: string };
  const lock = JSON.parse(read("package-lock.json") || "{}") as { version?: string };
  const { info } = parse(read("openapi.yaml")) as { info: { version?: string; description?: string; "x-page"?: { updated?: string } } };
  const changes = read("CHANGELOG.md");
  const head = /^## \[?v?(\d+\.\d+\.\d+[^\]\s]*)/m.exec(changes)?.[1];
  const updated = info["x-page"]?.updated;
  const section = changes.split(/^## /m)[1] ?? "";
  return [
    differs("openapi.yaml: info.version", info.version, "package.json: version", manifest.version),
    differs("package-lock.json: version", lock.version, "package.json: version", manifest.version),
    differs("CHANGELOG.md: first version", head, "package.json: version", manifest.version),
    /^\d{4}-\d{2}-\d{2}$/.test(updated ?? "")
      ? undefined
      : `openapi.yaml: info.x-page.updated is ${updated}; expected the date of the service's page, YYYY-MM-DD`,
    updated !== undefined && info.description?.includes(updated)
      ? undefined
      : `openapi.yaml: info.description does not name the page's date ${updated}`,
    updated !== undefined && section.includes(updated)
      ? undefined
      : `CHANGELOG.md: the first section does not name the page's date ${updated}`,
  ].filter((fault) => fault !== undefined);
}

function differs(what: string, found: string | undefined, other: string, expected: string): string | undefined {
  return found === expected ? undefined : `${what} is ${found ?? "missing"}, ${other} is ${expected}`;
}
