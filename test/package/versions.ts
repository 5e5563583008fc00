import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** Returns the differences between the versions and dates in package.json, the lock file, the contract and the changelog. */
export function findVersionMismatches(folder: string): string[] {
  const read = (file: string): string => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "");
  const manifest = JSON.parse(read("package.json")) as { version: string };
  const lock = JSON.parse(read("package-lock.json") || "{}") as { version?: string };
  const { info } = parse(read("openapi.yaml")) as { info: { version?: string; description?: string; "x-page"?: { updated?: string } } };
  const changelog = read("CHANGELOG.md");
  const latest = /^## \[?v?(\d+\.\d+\.\d+[^\]\s]*)/m.exec(changelog)?.[1];
  const section = changelog.split(/^## /m)[1] ?? "";
  const updated = info["x-page"]?.updated;
  const compare = (name: string, actual: string | undefined): string | undefined =>
    actual === manifest.version ? undefined : `${name} is ${actual ?? "missing"}; version in package.json is ${manifest.version}`;
  return [
    compare("openapi.yaml: info.version", info.version),
    compare("package-lock.json: version", lock.version),
    compare("CHANGELOG.md: first version", latest),
    /^\d{4}-\d{2}-\d{2}$/.test(updated ?? "")
      ? undefined
      : `openapi.yaml: info.x-page.updated is ${updated}; expected the date of the API documentation page, YYYY-MM-DD`,
    updated !== undefined && info.description?.includes(updated)
      ? undefined
      : `openapi.yaml: info.description does not contain the date of the API documentation page, ${updated}`,
    updated !== undefined && section.includes(updated)
      ? undefined
      : `CHANGELOG.md: the first section does not contain the date of the API documentation page, ${updated}`,
  ].filter((mismatch) => mismatch !== undefined);
}
