import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { isObject } from "../../src/core/json-equal.js";
import { findDirections } from "../contract/diff/diff.js";
import { at } from "../contract/diff/walk.js";

/** Writes the contract for users as `dist/openapi.yaml` and, for consumers without a YAML parser, `dist/openapi.json`. */
export function writeContract(folder: string): void {
  const document = shippedContract(parse(readFileSync(join(folder, "openapi.yaml"), "utf8"), { version: "1.2" }));
  writeFileSync(join(folder, "dist/openapi.yaml"), stringify(document, { aliasDuplicateObjects: false, lineWidth: 140 }));
  writeFileSync(join(folder, "dist/openapi.json"), `${JSON.stringify(document)}\n`);
}

/** Fields that only maintainers need: where a fact is documented, why a bound is missing, and the list of facts. */
const BOOKKEEPING = new Set(["x-facts", "x-table", "x-source", "x-unbounded"]);

/**
 * Returns the contract without bookkeeping. The values of an enum that callers receive are repeated as `x-extensible-enum`: the service
 * may add values.
 */
export function shippedContract(contract: unknown): unknown {
  const directionsOf = findDirections([contract]);
  const visit = (value: unknown, pointer: string): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => visit(item, at(pointer, index)));
    if (!isObject(value)) return value;
    const isRule = /\/x-validations\/\d+$/.test(pointer);
    const kept = Object.entries(value).filter(([key]) => !BOOKKEEPING.has(key) && !(isRule && key === "facts"));
    const isOpen = Array.isArray(value.enum) && directionsOf(pointer).includes("response");
    return {
      ...Object.fromEntries(kept.map(([key, child]) => [key, visit(child, at(pointer, key))])),
      ...(isOpen && { "x-extensible-enum": value.enum }),
    };
  };
  return visit(contract, "");
}
