import { emitClient } from "./emit/client.js";
import { emitConstraints } from "./emit/constraints.js";
import { emitCoverage, missingFunctions } from "./emit/coverage.js";
import { type GeneratedFile, renderFiles } from "./emit/file.js";
import { noteNameClashes } from "./emit/names.js";
import { emitErrorCodes, emitExamples, emitOperations } from "./emit/operations.js";
import { emitChecks } from "./emit/rules/module.js";
import { emitTypes } from "./emit/types-file.js";
import { emitValidators, namedSchemas, validatorModules } from "./emit/validators.js";
import { objectAt, readContract, sorted } from "./model/contract.js";
import { checkRuleIds } from "./model/rule-spec.js";
import { ContractError } from "./parse/diagnostic.js";
import { type Document, readDocument } from "./parse/document.js";

/**
 * A contract as the text of every generated file, by file name. Throws a `ContractError` for a contract that cannot be compiled.
 * `runtime` is the path from the generated files to `src`.
 */
export async function compileContract(file: string, text: string, runtime = "../src"): Promise<Map<string, string>> {
  const document = readDocument(file, text);
  const { files, coverage } = assemble(document);
  const version = String(objectAt(document.value, "info").version ?? "");
  const products = renderFiles(
    files.map((product) => relocated(product, runtime)),
    version,
    document.hash,
  );
  products.set("types.ts", await emitTypes(document.value, version, document.hash, runtime));
  const missing = missingFunctions(coverage, [...products.values()]);
  if (missing.length > 0) throw new Error(`coverage names functions that were not emitted: ${missing.join(", ")}`);
  return products.set("coverage.json", coverage);
}

/** Every generated file but the types, before it is text, and what enforces each constraint. Throws a `ContractError`. */
export function assemble(document: Document): { files: readonly GeneratedFile[]; coverage: string } {
  const contract = readContract(document);
  const schemas = namedSchemas(contract);
  checkRuleIds(
    schemas.map(({ node }) => node),
    contract.reader,
  );
  noteNameClashes(contract);
  if (contract.reader.faults.length > 0) throw new ContractError(sorted(contract.reader));
  const validators = validatorModules(schemas).map(emitValidators);
  const checks = emitChecks(contract, schemas);
  if (contract.reader.faults.length > 0) throw new ContractError(sorted(contract.reader));
  const coverage = emitCoverage(
    contract,
    schemas,
    validators.flatMap((module) => module.coverage),
    checks.coverage,
  );
  return {
    coverage,
    files: [
      emitOperations(contract),
      emitErrorCodes(contract),
      emitExamples(contract),
      ...validators.flatMap(({ files }) => files),
      ...checks.files,
      emitConstraints(contract, schemas),
      emitClient(contract),
    ],
  };
}

function relocated<T extends { imports: readonly { from: string }[] }>(product: T, runtime: string): T {
  return { ...product, imports: product.imports.map((item) => ({ ...item, from: item.from.replace(/^\.\.\/src(?=\/)/, () => runtime) })) };
}
