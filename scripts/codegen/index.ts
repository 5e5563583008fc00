import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compileContract } from "./generate.js";
import { ContractError, type Diagnostic, formatDiagnostic } from "./parse/diagnostic.js";
import { compareFiles, writeFiles } from "./write-files.js";

/**
 * npm run generate [-- --check] [-- --input FILE --output DIR --runtime PATH]
 *
 * Compiles the contract and writes generated/. Writes nothing if the contract has errors. With `--check`, writes nothing and
 * reports outdated files by file and line. Warnings are written to stderr. Exit codes: 0 success, 1 contract errors or outdated files, 2 invalid usage.
 */
async function main(): Promise<number> {
  const options = readOptions();
  if (!options) return 2;
  try {
    const warn = (warning: Diagnostic): void => {
      process.stderr.write(`${formatDiagnostic({ ...warning, message: `warning: ${warning.message}` })}\n`);
    };
    const files = await compileContract(options.input, readFileSync(options.input, "utf8"), options.runtime, warn);
    const changed = options.check ? compareFiles(files, options.output) : writeFiles(files, options.output);
    if (options.check && changed.length > 0) {
      process.stderr.write(`${changed.join("\n")}\n${options.output} does not match ${options.input}. Run: npm run generate\n`);
      return 1;
    }
    process.stdout.write(
      options.check ? `${options.output} matches ${options.input} (${files.size} files)\n` : `${summary(files, changed, options.output)}\n`,
    );
    return 0;
  } catch (error) {
    if (error instanceof ContractError) {
      process.stderr.write(
        `${error.message}\n${error.diagnostics.length === 1 ? "1 error" : `${error.diagnostics.length} errors`} in ${options.input}; ${options.output} was not changed.\n`,
      );
      return 1;
    }
    if (isFileSystemError(error)) {
      const path = error.path?.endsWith(options.input) ? options.input : options.output;
      const text = path === options.input ? "file not found. Set the contract with --input FILE" : `cannot write (${error.code})`;
      process.stderr.write(`${path}: ${text}\n`);
      return 1;
    }
    throw error;
  }
}

interface Options {
  readonly check: boolean;
  readonly input: string;
  readonly output: string;
  readonly runtime: string;
}

function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        check: { type: "boolean", default: false },
        input: { type: "string", default: "openapi.yaml" },
        output: { type: "string", default: "generated" },
        runtime: { type: "string", default: "../src" },
      },
    });
    return values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\nusage: npm run generate [-- --check] [-- --input FILE --output DIR --runtime PATH]\n`);
    return undefined;
  }
}

function summary(files: ReadonlyMap<string, string>, changed: readonly string[], output: string): string {
  return `${output}: ${files.size} files, ${changed.length === 0 ? "no changes" : `${changed.length} written: ${changed.join(", ")}`}`;
}

function isFileSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && "syscall" in error;
}

process.exitCode = await main();
