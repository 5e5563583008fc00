import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compileContract } from "./generate.js";
import { ContractError } from "./parse/diagnostic.js";
import { compareProducts, writeProducts } from "./write-files.js";

/**
 * npm run generate [-- --check] [-- --input FILE --output DIR --runtime PATH]
 *
 * Reads the contract once and writes generated/. Nothing is written unless everything could be made. With `--check` nothing is
 * written at all; drift is named by file and line. Exit codes: 0 done, 1 a fault of the contract or drift, 2 wrong usage.
 */
async function main(): Promise<number> {
  const options = readOptions();
  if (!options) return 2;
  try {
    const products = await compileContract(options.input, readFileSync(options.input, "utf8"), options.runtime);
    const changed = options.check ? compareProducts(products, options.output) : writeProducts(products, options.output);
    if (options.check && changed.length > 0) {
      process.stderr.write(`${changed.join("\n")}\n${options.output} is not what ${options.input} says. Run: npm run generate\n`);
      return 1;
    }
    process.stdout.write(
      options.check
        ? `${options.output} is what ${options.input} says (${products.size} files)\n`
        : `${summary(products, changed, options.output)}\n`,
    );
    return 0;
  } catch (error) {
    if (error instanceof ContractError) {
      process.stderr.write(
        `${error.message}\n${error.diagnostics.length === 1 ? "1 fault" : `${error.diagnostics.length} faults`} in ${options.input}; ${options.output} was left as it is.\n`,
      );
      return 1;
    }
    if (isOfFiles(error)) {
      const of = error.path?.endsWith(options.input) ? options.input : options.output;
      const text = of === options.input ? "no such file. Name the contract with --input FILE" : `cannot be written (${error.code})`;
      process.stderr.write(`${of}: ${text}\n`);
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

function summary(products: ReadonlyMap<string, string>, changed: readonly string[], output: string): string {
  return `${output}: ${products.size} files, ${changed.length === 0 ? "all as they were" : `${changed.length} written: ${changed.join(", ")}`}`;
}

function isOfFiles(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && "syscall" in error;
}

process.exitCode = await main();
