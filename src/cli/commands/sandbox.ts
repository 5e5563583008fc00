import { type Command, InvalidArgumentError } from "commander";
import { didYouMean } from "../../json/did-you-mean.js";
import { MAX_SPEED } from "../../sandbox/duration.js";
import type { ScenarioName } from "../../sandbox/index.js";
import { scenarios } from "../../sandbox/tasks/scenarios.js";
import type { CliContext } from "../context.js";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { formatCommand } from "../interrupt.js";
import { parseInteger } from "../service-options.js";
import { settingsSchema } from "../settings-schema.js";

interface SandboxFlags {
  readonly port: number;
  readonly scenario: ScenarioName;
  readonly speed: number;
  readonly json?: boolean;
}

/** `sandbox`: serves the sandbox on a loopback address until it is interrupted. */
export function addSandbox(program: Command, context: CliContext): void {
  const command = program
    .command("sandbox")
    .description("Start a local sandbox and print the environment variables for it")
    .option("--port <number>", "Port to listen on; 0 selects a free port", parseInteger(0, 65_535), 0)
    .option(
      "--scenario <name>",
      "Default scenario; a job ID or video name that starts with a scenario name selects that one",
      parseScenario,
      "happy",
    )
    .option("--speed <factor>", "Clock speed multiplier", parseSpeed, 1)
    .option("--json", "Environment variables as JSON")
    .action((flags: SandboxFlags) => serve(flags, context));
  withHelp(command, {
    examples: [
      "sandbox --speed 10",
      "create request.json --wait   # in another shell, with the printed environment variables",
      "wait fails-1                 # same shell",
    ],
    list: { title: "Scenarios", rows: Object.entries(scenarios).map(([name, { description }]) => [name, description]) },
  });
}

async function serve({ port, scenario, speed, json }: SandboxFlags, { process, output }: CliContext): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  const { startSandbox } = await import("../../sandbox/server.js");
  const server = await startSandbox({ port, scenario, speed }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    throw new UsageError(`Cannot listen on port ${port} (${error.code}).`, "Choose another --port, or 0 for a free port.");
  });
  const variables = {
    [settingsSchema.baseUrl.variable]: server.url,
    [settingsSchema.project.variable]: server.projectId,
    [settingsSchema.token.variable]: server.token,
  };
  if (json) output.printJson(variables);
  else
    output.print(
      Object.entries(variables)
        .map(([variable, value]) => `export ${variable}=${value}`)
        .join("\n"),
    );
  output.printMessage(
    `The sandbox is listening on ${server.url} (scenario ${scenario}, speed ${speed}). Its credentials are fictional. Press Ctrl-C to stop it.`,
  );
  output.printMessage("A job ID or video name that starts with a scenario name selects that scenario (happy-1, fails-1, blocked-1). Try:");
  output.printMessage(`  echo '{"script_id": "any"}' | ${formatCommand(["create", "-", "--name", "happy-1", "--download", "."])}`);
  await stopped;
  await server.close();
}

function parseScenario(text: string): ScenarioName {
  if (Object.hasOwn(scenarios, text)) return text as ScenarioName;
  const names = Object.keys(scenarios);
  throw new InvalidArgumentError(didYouMean(text, names, `Expected one of: ${names.join(", ")}.`));
}

function parseSpeed(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= MAX_SPEED)) throw new InvalidArgumentError(`Expected a number from 0 to ${MAX_SPEED}.`);
  return value;
}
