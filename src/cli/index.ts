import { MetaStudioError, ValidationError } from "../http/errors.js";
import { redactLinks } from "../http/redact.js";
import { exitOf, exits, Interrupted, UsageError } from "./exit.js";
import { hintOf } from "./hint.js";
import { outputFault, paint, tell, watchOutput } from "./output.js";
import { run } from "./program.js";

watchOutput();
try {
  await run(process.argv.slice(2));
} catch (error) {
  explain(error);
  process.exitCode = exitOf(error);
}
process.once("beforeExit", () => {
  const fault = outputFault();
  if (fault === undefined) return;
  explain(fault);
  process.exitCode = exits.usage;
});

/** What went wrong, why, and how to mend it, for people. */
function explain(error: unknown): void {
  const { red, dim } = paint(process.stderr);
  if (error instanceof UsageError || error instanceof MetaStudioError || error instanceof Interrupted) {
    tell(`${red("error:")} ${error.message}`);
    if (error instanceof ValidationError) for (const { path, message } of error.issues.slice(0, 20)) tell(`  ${path}: ${message}`);
    if (error instanceof MetaStudioError && error.requestId !== undefined && !error.message.includes(error.requestId))
      tell(dim(`request id ${error.requestId}`));
    const hint = hintOf(error);
    if (hint !== undefined) tell(`hint: ${hint}`);
    return;
  }
  tell(`${red("bug:")} ${redactLinks(error instanceof Error ? (error.stack ?? error.message) : String(error))}`);
  tell("This is a fault of metastudio-video. Please report it with the lines above.");
}
