import { type Command, InvalidArgumentError } from "commander";
import { didYouMean } from "../../json/did-you-mean.js";
import { MAX_SPEED } from "../../sandbox/duration.js";
import type { FaultShares, ScenarioName } from "../../sandbox/index.js";
import { FAULTS, type Fault, scenarios } from "../../sandbox/tasks/scenarios.js";
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
  readonly seed: number;
  readonly throttle: boolean;
  readonly token?: string;
  readonly faults?: FaultShares;
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
    .option(
      "--faults <fault=share>",
      `Share of requests that get a fault: ${FAULTS.join(", ")} (repeat the flag, or separate by commas)`,
      parseFaults,
    )
    .option("--no-throttle", "Do not enforce the rate limits of the contract")
    .option("--token <text>", "Accepted token; fictional (default: generated from the seed)", parseToken)
    .option("--seed <number>", "Seed of generated IDs, secrets and faults", parseInteger(0, 2 ** 32 - 1), 1)
    .option("--json", "Environment variables and IAM user as JSON")
    .action((flags: SandboxFlags) => serve(flags, context));
  withHelp(command, {
    examples: [
      "sandbox --speed 10",
      "create request.json --wait   # in another shell, with the printed environment variables",
      "wait fails-1                 # same shell",
      "sandbox --no-throttle --faults lost-response=0.1,reset=0.05",
    ],
    list: { title: "Scenarios", rows: Object.entries(scenarios).map(([name, { description }]) => [name, description]) },
  });
}

async function serve({ json, ...options }: SandboxFlags, { process, output }: CliContext): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  const { startSandbox } = await import("../../sandbox/server.js");
  const { port, scenario, speed } = options;
  const server = await startSandbox(options).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    throw new UsageError(`Cannot listen on port ${port} (${error.code}).`, "Choose another --port, or 0 for a free port.");
  });
  const variables = {
    [settingsSchema.baseUrl.variable]: server.url,
    [settingsSchema.project.variable]: server.projectId,
    [settingsSchema.token.variable]: server.token,
  };
  const key = {
    [settingsSchema.accessKey.variable]: server.credentials.accessKey,
    [settingsSchema.secretKey.variable]: server.credentials.secretKey,
  };
  const { user, password, domain } = server.user;
  if (json) output.printJson({ ...variables, ...key, user: server.user });
  else
    output.print(
      [
        ...exports(variables),
        "# Or an access key instead of the token:",
        ...exports(key).map((line) => `# ${line}`),
        `# IAM user for POST /v3/auth/tokens: name ${user}, password ${password}, domain ${domain}`,
      ].join("\n"),
    );
  output.printMessage(
    `The sandbox is listening on ${server.url} (scenario ${scenario}, speed ${speed}). Its credentials are fictional. Press Ctrl-C to stop it.`,
  );
  output.printMessage(`Tasks and callbacks as JSON: curl ${server.url}/sandbox`);
  output.printMessage("A job ID or video name that starts with a scenario name selects that scenario (happy-1, fails-1, blocked-1). Try:");
  output.printMessage(`  echo '{"script_id": "any"}' | ${formatCommand(["create", "-", "--name", "happy-1", "--download", "."])}`);
  await stopped;
  await server.close();
}

const exports = (variables: Readonly<Record<string, string>>): string[] =>
  Object.entries(variables).map(([name, value]) => `export ${name}=${value}`);

/** Parses `fault=share` pairs, separated by commas, and adds them to those of earlier flags. */
function parseFaults(text: string, earlier: FaultShares = {}): FaultShares {
  const shares = { ...earlier };
  for (const pair of text.split(",")) {
    const [name = "", share = ""] = pair.split("=");
    if (!FAULTS.includes(name as Fault)) throw new InvalidArgumentError(didYouMean(name, FAULTS, `Expected one of: ${FAULTS.join(", ")}.`));
    if (!/^(0|1|0?\.\d+)$/.test(share)) throw new InvalidArgumentError(`Expected ${name}=<share>, with a share from 0 to 1.`);
    shares[name as Fault] = Number(share);
  }
  if (Object.values(shares).reduce((sum, share) => sum + share, 0) > 1)
    throw new InvalidArgumentError("Expected shares with a sum of at most 1.");
  return shares;
}

/** A token becomes the value of a header and of a shell variable. */
function parseToken(text: string): string {
  if (!/^[\w.:~+/=-]+$/.test(text)) throw new InvalidArgumentError("Expected letters, digits and . : ~ + / = - _ only.");
  return text;
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
