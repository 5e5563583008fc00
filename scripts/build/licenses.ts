import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes `dist/third-party.txt`: the licences of the packages whose code is in the bundles. Throws for one that has none. */
export function writeLicences(folder: string, inputs: readonly string[]): readonly string[] {
  const paths = [...new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []))].sort();
  const texts = paths.map((path) => `${path.replace(/^.*node_modules\//, "")}\n\n${licenceOf(join(folder, path))}\n`);
  writeFileSync(join(folder, "dist/third-party.txt"), `Code of these packages is part of this one.\n\n${texts.join("\n----\n\n")}`);
  return paths;
}

function licenceOf(path: string): string {
  const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${path} is in a bundle, but says no licence that could be kept`);
  return readFileSync(join(path, file), "utf8").trim();
}
