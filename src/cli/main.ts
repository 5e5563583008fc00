import { redactLinks } from "../core/redact.js";
import { ConnectionError, MetaStudioError, ValidationError } from "../errors.js";
import { hintOf } from "./error-hint.js";
import { exitOf, exits, Interrupted, UsageError } from "./exit-codes.js";
import { closeOutput, openOutput, paint, tell } from "./output.js";
import { type Host, host, standOn } from "./process-context.js";
import { run } from "./program.js";
import { behaviour } from "./settings-schema.js";

/** Runs a command line to its end, words and exit code included. Never rejects; `on.exitCode` says how it ended. */
export async function main(argv: readonly string[], on: Host = process): Promise<void> {
  standOn(on);
  openOutput();
  try {
    await run(argv);
  } catch (error) {
    on.exitCode = exitOf(error);
    explain(error);
  }
  const fault = await closeOutput();
  if (fault === undefined) return;
  on.exitCode = exits.usage;
  explain(fault);
}

/** What went wrong, why, and how to fix it, for people. */
function explain(error: unknown): void {
  const { red, dim } = paint(host().stderr);
  if (!(error instanceof UsageError || error instanceof MetaStudioError || error instanceof Interrupted)) return explainBug(error);
  tell(`${red("error:")} ${error.message}`);
  if (error instanceof ValidationError) for (const { path, message } of error.issues.slice(0, 20)) tell(`  ${path}: ${message}`);
  if (error instanceof MetaStudioError && error.requestId !== undefined && !error.message.includes(error.requestId))
    tell(dim(`request id ${error.requestId}`));
  if (error instanceof ConnectionError && error.cause instanceof Error) tell(dim(`because: ${error.cause.message}`));
  const hint = hintOf(error);
  if (hint !== undefined) tell(`hint: ${hint}`);
}

function explainBug(error: unknown): void {
  const { red } = paint(host().stderr);
  const whole = Boolean(host().env[behaviour.debug.variable]);
  const words = error instanceof Error ? (whole && error.stack) || `${error.name}: ${error.message}` : String(error);
  tell(`${red("bug:")} ${redactLinks(words)}`);
  tell("This is a fault of metastudio-video, or of how it was installed. Please report it with the lines above.");
  if (!whole) tell(`hint: ${behaviour.debug.variable}=1 shows where it happened.`);
}
