import { type Command, InvalidArgumentError } from "commander";
import type { ScenarioName } from "../../sandbox/index.js";
import { scenarios } from "../../sandbox/tasks/scenarios.js";
import { didYouMean } from "../did-you-mean.js";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { commandLine } from "../interrupt.js";
import { print, printJson, tell } from "../output.js";
import { host } from "../process-context.js";
import { settingNames } from "../settings-schema.js";

interface SandboxFlags {
  readonly port: number;
  readonly scenario: ScenarioName;
  readonly speed: number;
  readonly json?: boolean;
}

/** `sandbox`: the service on loopback, until Ctrl-C. */
export function addSandbox(program: Command): void {
  const command = program
    .command("sandbox")
    .description("run the service on this machine; prints the environment to paste")
    .option("--port <number>", "0 takes a free one", whole(0, 65_535), 0)
    .option("--scenario <name>", "how it behaves; a job id that begins with a scenario's name has that one", scenario, "happy")
    .option("--speed <factor>", "how many times faster than the clock on the wall", factor, 1)
    .option("--json", "the environment as JSON")
    .action(serve);
  withHelp(command, {
    examples: [
      "sandbox --speed 10",
      "create request.json --wait   # in another shell, with the environment that sandbox printed",
      "wait fails-1                 # as well",
    ],
    list: { title: "Scenarios", rows: Object.entries(scenarios).map(([name, { description }]) => [name, description]) },
  });
}

async function serve({ port, scenario: name, speed, json }: SandboxFlags): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) host().once(signal, resolve);
  });
  const { startSandbox } = await import("../../sandbox/server.js");
  const server = await startSandbox({ port, scenario: name, speed }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    throw new UsageError(`Port ${port} cannot be had (${error.code}).`, "Choose another --port, or 0 for a free one.");
  });
  const environment = {
    [settingNames.baseUrl.variable]: server.url,
    [settingNames.project.variable]: server.projectId,
    [settingNames.token.variable]: server.token,
  };
  if (json) printJson(environment);
  else
    print(
      Object.entries(environment)
        .map(([variable, value]) => `export ${variable}=${value}`)
        .join("\n"),
    );
  tell(`The sandbox listens on ${server.url} (${name}, speed ${speed}). Its credentials are made up. Ctrl-C ends it.`);
  tell(
    "A job id that begins with a scenario's name has that one (happy-1, fails-1, blocked-1), and so has a video of such a name. To try:",
  );
  tell(`  echo '{"script_id": "any"}' | ${commandLine(["create", "-", "--name", "happy-1", "--download", "."])}`);
  await ended;
  await server.close();
}

function scenario(text: string): ScenarioName {
  if (Object.hasOwn(scenarios, text)) return text as ScenarioName;
  throw new InvalidArgumentError(didYouMean(text, Object.keys(scenarios), `There are ${Object.keys(scenarios).join(", ")}.`));
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    return value;
  };
}

function factor(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new InvalidArgumentError("Expected a number, 0 or more.");
  return value;
}
