import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes the licenses of all bundled packages to `dist/third-party.txt` and returns the package paths.
 *
 * @throws Error when a bundled package has no license file.
 */
export function writeLicenses(folder: string, inputs: readonly string[]): readonly string[] {
  const paths = [...new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []))].sort();
  const texts = paths.map((path) => `${path.replace(/^.*node_modules\//, "")}\n\n${readLicense(join(folder, path))}\n`);
  writeFileSync(
    join(folder, "dist/third-party.txt"),
    `This package contains code of the following packages.\n\n${texts.join("\n----\n\n")}`,
  );
  return paths;
}

function readLicense(path: string): string {
  const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${path} is bundled but has no license file`);
  return readFileSync(join(path, file), "utf8").trim();
}
