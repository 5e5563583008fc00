import { Output } from "./output.js";
import type { ProcessContext } from "./process-context.js";

/** State of one CLI run, passed to every command. */
export interface CliContext {
  readonly process: ProcessContext;
  readonly output: Output;
}

/** Creates the context of one run. Streams are not opened until they are used. */
export function createContext(process: ProcessContext): CliContext {
  return { process, output: new Output(process) };
}
