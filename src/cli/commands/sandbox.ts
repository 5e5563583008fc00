import { InvalidArgumentError } from "commander";
import { didYouMean } from "../../core/strings.js";
import { MAX_SPEED } from "../../sandbox/duration.js";
import type { FaultShares, ScenarioName } from "../../sandbox/index.js";
import { FAULTS, type Fault, scenarios } from "../../sandbox/tasks/scenarios.js";
import { defineCommand } from "../command.js";
import { flag, parseChoice, parseInteger, parseNumber, value } from "../options.js";
import { formatCommand, interruption } from "../service.js";
import { settingsSchema } from "../settings-schema.js";
import { portError, portOption } from "./playground.js";

const SCENARIOS = Object.keys(scenarios) as ScenarioName[];

export const sandbox = defineCommand({
  name: "sandbox",
  description: "Start a local sandbox and print the environment variables for it",
  options: {
    ...portOption,
    scenario: value("name", "Default scenario; a job ID or video name that starts with a scenario name selects that one", {
      parse: parseChoice(...SCENARIOS),
      default: "happy",
    }),
    speed: value("factor", "Clock speed multiplier", { parse: parseNumber(MAX_SPEED), default: 1 }),
    faults: value("fault=share", `Share of requests that get a fault: ${FAULTS.join(", ")} (repeat the flag, or separate by commas)`, {
      parse: parseFaults,
    }),
    throttle: { description: "Do not enforce the rate limits of the contract", negated: true } as ReturnType<typeof flag>,
    token: value("text", "Accepted token; fictional (default: generated from the seed)", { parse: parseToken }),
    seed: value("number", "Seed of generated IDs, secrets and faults", { parse: parseInteger(0, 2 ** 32 - 1), default: 1 }),
    json: flag("Environment variables, access key and IAM user as JSON"),
  },
  examples: [
    "sandbox --speed 10",
    "create request.json --wait   # in another shell, with the printed environment variables",
    "wait fails-1                 # same shell",
    "sandbox --no-throttle --faults lost-response=0.1,reset=0.05",
  ],
  list: { title: "Scenarios", rows: Object.entries(scenarios).map(([name, { description }]) => [name, description]) },
  async run(invocation) {
    const { flags, output } = invocation;
    const { json, token, faults, throttle = true, ...options } = flags;
    const stopped = interruption(invocation);
    const { startSandbox } = await import("../../sandbox/server.js");
    const given = { ...options, throttle, ...(token !== undefined && { token }), ...(faults && { faults }) };
    const server = await startSandbox(given).catch((error: NodeJS.ErrnoException) => {
      throw error.code === undefined ? error : portError(flags.port, error);
    });
    const endpoint = {
      [settingsSchema.baseUrl.variable]: server.url,
      [settingsSchema.project.variable]: server.projectId,
    };
    const environment = { ...endpoint, [settingsSchema.token.variable]: server.token };
    const key = {
      [settingsSchema.accessKey.variable]: server.credentials.accessKey,
      [settingsSchema.secretKey.variable]: server.credentials.secretKey,
    };
    const { user, password, domain } = server.user;
    // a program sets the variables of one of the environments: a token and an access key contradict each other
    if (json) output.printJson({ environment, access_key_environment: { ...endpoint, ...key }, user: server.user });
    else
      output.print(
        [
          ...exports(environment),
          "# Or an access key instead of the token:",
          ...exports(key).map((line) => `# ${line}`),
          `# IAM user for POST /v3/auth/tokens: name ${user}, password ${password}, domain ${domain}`,
        ].join("\n"),
      );
    output.printMessage(
      `The sandbox is listening on ${server.url} (scenario ${flags.scenario}, speed ${flags.speed}). Its credentials are fictional. Press Ctrl-C to stop it.`,
    );
    output.printMessage(`Tasks and callbacks as JSON: curl ${server.url}/sandbox`);
    output.printMessage(
      "A job ID or video name that starts with a scenario name selects that scenario (happy-1, fails-1, blocked-1). Try:",
    );
    output.printMessage(`  echo '{"script_id": "any"}' | ${formatCommand(["create", "-", "--name", "happy-1", "--download", "."])}`);
    await stopped;
    await server.close();
  },
});

const exports = (variables: Readonly<Record<string, string>>): string[] =>
  Object.entries(variables).map(([name, text]) => `export ${name}=${text}`);

/** Parses `fault=share` pairs, separated by commas, and adds them to those of earlier flags. */
function parseFaults(text: string, earlier: FaultShares = {}): FaultShares {
  const shares = { ...earlier };
  for (const pair of text.split(",")) {
    const [name = "", share = ""] = pair.split("=");
    if (!FAULTS.includes(name as Fault)) throw new InvalidArgumentError(didYouMean(name, FAULTS, `Expected one of: ${FAULTS.join(", ")}.`));
    shares[name as Fault] = parseNumber(1, `Expected ${name}=<share>, with a share from 0 to 1.`)(share);
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
