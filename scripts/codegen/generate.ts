import { emitClient, emitOperationValidators } from "./emit/client.js";
import { emitConstraints } from "./emit/constraints.js";
import { emitCoverage } from "./emit/coverage.js";
import { type GeneratedFile, renderFiles } from "./emit/file.js";
import { reportNameClashes } from "./emit/names.js";
import { emitErrorCodes, emitExamples, emitOperations, emitRequests } from "./emit/operations.js";
import { emitRuleModules } from "./emit/rules/module.js";
import { emitValidators, namedSchemas, validatorModules } from "./emit/validators.js";
import { buildContract, type Contract, throwIfInvalid } from "./model/contract.js";
import { reportDuplicateRuleIds } from "./model/rule-spec.js";
import type { Diagnostic } from "./parse/diagnostic.js";
import { type Document, readDocument } from "./parse/document.js";

/**
 * Compiles a contract and returns the generated files by name. Throws a `ContractError` with all errors of the contract.
 * `runtime` is the import path from the generated files to `src`. `warn` is called for faults that do not prevent generation.
 */
export async function compileContract(
  file: string,
  text: string,
  runtime = "../src",
  warn: (diagnostic: Diagnostic) => void = () => undefined,
): Promise<Map<string, string>> {
  const { contract, files, coverage, warnings } = emitAll(readDocument(file, text));
  warnings.forEach(warn);
  // Other programs emit code only; loading openapi-typescript takes longer than that.
  const { emitTypes } = await import("./emit/types-file.js");
  const types = emitTypes(contract, runtime);
  return renderFiles(files, runtime).set("types.ts", types).set("coverage.json", coverage);
}

/** Everything that is emitted from a contract except its types. */
export interface Emitted {
  readonly contract: Contract;
  readonly files: readonly GeneratedFile[];
  readonly coverage: string;
  readonly warnings: readonly Diagnostic[];
}

/** Emits every file except the types as code, and the coverage report. Throws a `ContractError` with all errors of the contract. */
export function emitAll(document: Document): Emitted {
  const contract = buildContract(document);
  const schemas = namedSchemas(contract);
  reportDuplicateRuleIds(
    schemas.map(({ node }) => node),
    contract.reader,
  );
  reportNameClashes(contract);
  const checks = emitRuleModules(contract, schemas);
  throwIfInvalid(contract);
  const validators = validatorModules(schemas).map(emitValidators);
  const files = [
    emitOperations(contract),
    emitRequests(contract),
    emitErrorCodes(contract),
    emitExamples(contract),
    ...validators.flatMap((module) => module.files),
    ...checks.files,
    ...emitConstraints(contract, schemas),
    emitClient(contract),
    emitOperationValidators(contract, checks.triggersOf),
  ];
  const coverage = emitCoverage(
    contract,
    schemas,
    validators.flatMap((module) => module.coverage),
    checks.coverage,
    checks.reads,
  );
  return { contract, files, coverage, warnings: contract.reader.warnings };
}
