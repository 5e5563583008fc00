import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** Writes the contract as `dist/openapi.json`, for consumers without a YAML parser. */
export function writeContractJson(folder: string): void {
  const document: unknown = parse(readFileSync(join(folder, "openapi.yaml"), "utf8"), { version: "1.2" });
  writeFileSync(join(folder, "dist/openapi.json"), `${JSON.stringify(document)}\n`);
}
