import { type Command, InvalidArgumentError } from "commander";
import { type ScenarioName, scenarios } from "../../sandbox/index.js";
import { startSandbox } from "../../sandbox/server.js";
import { UsageError } from "../exit.js";
import { examples } from "../help.js";
import { print, printJson, tell } from "../output.js";
import { BASE_URL } from "../settings.js";
import { didYouMean } from "../similar.js";

interface SandboxFlags {
  readonly port: number;
  readonly scenario: ScenarioName;
  readonly speed: number;
  readonly json?: boolean;
}

/** `sandbox`: the service on loopback, until Ctrl-C. */
export function addSandbox(program: Command): void {
  program
    .command("sandbox")
    .description("run the service on this machine; prints the environment to paste")
    .option("--port <number>", "0 takes a free one", whole(0, 65_535), 0)
    .option("--scenario <name>", "how it behaves; a job id that begins with a scenario's name has that one", scenario, "happy")
    .option("--speed <factor>", "how many times faster than the clock on the wall", factor, 1)
    .option("--json", "the environment as JSON")
    .addHelpText(
      "before",
      examples(["sandbox --speed 10", "wait fails-1     (in another shell, with the environment that sandbox printed)"]),
    )
    .addHelpText("after", `\nScenarios:\n${list()}`)
    .action(serve);
}

async function serve({ port, scenario: name, speed, json }: SandboxFlags): Promise<void> {
  const server = await startSandbox({ port, scenario: name, speed }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    throw new UsageError(`Port ${port} cannot be had (${error.code}).`, "Choose another --port, or 0 for a free one.");
  });
  const environment = { [BASE_URL]: server.url, HUAWEICLOUD_SDK_PROJECT_ID: server.projectId, METASTUDIO_TOKEN: server.token };
  if (json) printJson(environment);
  else
    print(
      Object.entries(environment)
        .map(([variable, value]) => `export ${variable}=${value}`)
        .join("\n"),
    );
  tell(`The sandbox listens on ${server.url} (${name}, speed ${speed}). Its credentials are made up. Ctrl-C ends it.`);
  tell("Job ids: any that begins with a scenario's name, such as happy-1, fails-1, blocked-1.");
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve()).once("SIGTERM", () => resolve());
  });
  await server.close();
}

function list(): string {
  return Object.entries(scenarios)
    .map(([name, { description }]) => `  ${name.padEnd(20)}${description}`)
    .join("\n");
}

function scenario(text: string): ScenarioName {
  if (Object.hasOwn(scenarios, text)) return text as ScenarioName;
  throw new InvalidArgumentError(didYouMean(text, Object.keys(scenarios), `There are ${Object.keys(scenarios).join(", ")}.`));
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) throw new InvalidArgumentError(`Wanted a whole number from ${least} to ${most}.`);
    return value;
  };
}

function factor(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new InvalidArgumentError("Wanted a number, 0 or more.");
  return value;
}
