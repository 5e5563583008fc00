import { compileDocument, typeCheck } from "../../helpers/compile-document.js";
import { Random } from "../../unit/type-agreement/instances.js";
import { adapt, excerpt, mutate } from "./mutate.js";

/** A document whose mutants are generated. */
export interface Source {
  readonly name: string;
  readonly document: Record<string, unknown>;
  readonly count: number;
}

export interface MutationResult {
  readonly compiled: number;
  readonly refused: number;
  /** What is wrong, with the seed of the mutant. */
  readonly failures: readonly string[];
}

/**
 * Generates mutants of documents. A mutant compiles and passes `tsc --strict`, or every diagnostic has a line and a column of the
 * document, a message and a fix. Mutant `i` of a source has the seed `seed + i`.
 */
export async function runMutants(sources: readonly Source[], seed: number): Promise<MutationResult> {
  const failures: string[] = [];
  const compiled = new Map<string, ReadonlyMap<string, string>>();
  let refused = 0;
  for (const { name, document, count } of sources) {
    for (let i = 0; i < count; i++) {
      const text = mutantText(document, seed + i);
      try {
        const { files, diagnostics } = await compileDocument(text);
        if (files) compiled.set(`${name}-${seed + i}`, files);
        else refused++;
        const lines = text.split("\n");
        for (const { line, column, message, fix } of diagnostics) {
          if (!(line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1 && message && fix))
            failures.push(`${name}, seed ${seed + i}: ${line}:${column}: ${message}`);
        }
      } catch (error) {
        failures.push(`${name}, seed ${seed + i}: ${error instanceof Error ? error.stack : error}`);
      }
    }
  }
  failures.push(...typeCheck(compiled).map((line) => `tsc: ${line}`));
  return { compiled: compiled.size, refused, failures };
}

/** Returns a mutant of an excerpt as JSON text. */
export function mutantText(document: Record<string, unknown>, seed: number): string {
  const random = new Random(seed);
  return JSON.stringify(mutate(adapt(excerpt(document, random)), random), null, 1);
}
