import { emitClient, emitOperationValidators, emitParameterTypes } from "./emit/client.js";
import { emitConstraints } from "./emit/constraints.js";
import { emitCoverage } from "./emit/coverage.js";
import { type GeneratedFile, renderFiles } from "./emit/file.js";
import { reportNameClashes } from "./emit/names.js";
import { emitErrorCodes, emitExamples, emitOperations, emitRequests } from "./emit/operations.js";
import { emitRuleModules } from "./emit/rules/module.js";
import { emitTypes } from "./emit/types-file.js";
import { emitValidators, namedSchemas, validatorModules } from "./emit/validators.js";
import { readContract, sortedDiagnostics } from "./model/contract.js";
import { reportDuplicateRuleIds } from "./model/rule-spec.js";
import { ContractError } from "./parse/diagnostic.js";
import { type Document, readDocument } from "./parse/document.js";

/**
 * Compiles a contract and returns the generated files by name. Throws a `ContractError` if the contract has errors.
 * `runtime` is the import path from the generated files to `src`.
 */
export async function compileContract(file: string, text: string, runtime = "../src"): Promise<Map<string, string>> {
  const document = readDocument(file, text);
  const { files, coverage } = emitAll(document);
  const texts = renderFiles(files, runtime);
  texts.set("types.ts", await emitTypes(document.value, runtime));
  return texts.set("coverage.json", coverage);
}

/** Emits every file except types.ts as code, and the coverage report. Throws a `ContractError`. */
export function emitAll(document: Document): { files: readonly GeneratedFile[]; coverage: string } {
  const contract = readContract(document);
  const schemas = namedSchemas(contract);
  reportDuplicateRuleIds(
    schemas.map(({ node }) => node),
    contract.reader,
  );
  reportNameClashes(contract);
  if (contract.reader.diagnostics.length > 0) throw new ContractError(sortedDiagnostics(contract.reader));
  const validators = validatorModules(schemas).map(emitValidators);
  const checks = emitRuleModules(contract, schemas);
  if (contract.reader.diagnostics.length > 0) throw new ContractError(sortedDiagnostics(contract.reader));
  const coverage = emitCoverage(
    contract,
    schemas,
    validators.flatMap((module) => module.coverage),
    checks.coverage,
    checks.reads,
  );
  return {
    coverage,
    files: [
      emitOperations(contract),
      emitRequests(contract),
      emitErrorCodes(contract),
      emitExamples(contract),
      ...validators.flatMap(({ files }) => files),
      ...checks.files,
      emitConstraints(contract, schemas),
      emitParameterTypes(contract),
      emitClient(contract),
      emitOperationValidators(contract),
    ],
  };
}
