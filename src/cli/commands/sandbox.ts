import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, deflateRawSync } from "node:zlib";
import { InvalidArgumentError } from "commander";
import { didYouMean } from "../../core/strings.js";
import { MAX_SPEED } from "../../sandbox/clock.js";
import type { FaultShares, ScenarioName } from "../../sandbox/index.js";
import { FAULTS, type Fault, scenarios } from "../../sandbox/tasks/scenarios.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../exit-codes.js";
import { readJson, writeText } from "../input.js";
import { flag, parseChoice, parseInteger, parseNumber, value } from "../options.js";
import { formatCommand, interruption } from "../service.js";
import { settingsSchema } from "../settings-schema.js";

const SCENARIOS = Object.keys(scenarios) as ScenarioName[];

const portOption = {
  port: value("number", "Port to listen on; 0 selects a free port", { parse: parseInteger(0, 65_535), default: 0 }),
};

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

export const demo = defineCommand({
  name: "demo",
  description: "Take a one-minute tour; needs neither an account nor network access",
  options: { output: value("dir", "Directory for the files (default: a new temporary directory)", { short: "o" }) },
  examples: ["demo", "demo -o demo"],
  async run({ flags, output }) {
    const { writeDemo } = await import("../demo.js");
    output.print(await writeDemo(flags.output));
  },
});

export const playground = defineCommand({
  name: "playground",
  description: "Edit, check, draw and simulate a request in the browser; nothing leaves your machine",
  arguments: { "[file]": "JSON file with a request to open; - is standard input" },
  options: {
    output: value("file.html", "Write the page to this file, which opens without a server, instead of serving it", { short: "o" }),
    ...portOption,
  },
  examples: ["playground", "playground video.json", "playground -o playground.html"],
  async run(invocation) {
    const { args, flags, output } = invocation;
    const { output: target, port } = flags;
    const fragment = args.file === undefined ? "" : fragmentOf((await readJson(args.file, invocation)).text);
    const page = readPage();
    if (target !== undefined) {
      writeText(target, page);
      return output.printMessage(`Written to ${target}. Open it in a browser${fragment === "" ? "" : ` as ${target}${fragment}`}.`);
    }
    const stopped = interruption(invocation);
    const { url, close } = await servePage(page, port);
    output.print(`${url}${fragment}`);
    output.printMessage("Open this address in a browser. Press Ctrl-C to stop.");
    await stopped;
    await close();
  },
});

/** Returns the URL fragment with which the playground opens a request. The page decodes it in src/playground/share.ts. */
export const fragmentOf = (text: string): string => `#request=${deflateRawSync(text).toString("base64url")}`;

function readPage(): string {
  // beside the bundled program, and in a checkout after `npm run build`
  const pages = ["./playground.html.br", "../../../dist/playground.html.br"];
  const url = pages.map((page) => new URL(page, import.meta.url)).find((page) => existsSync(page));
  if (url === undefined) throw new UsageError("The playground is not built.", "In a checkout, run: npm run build");
  return brotliDecompressSync(readFileSync(url)).toString();
}

export async function servePage(page: string, port: number): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const isPage = new URL(request.url ?? "/", "http://localhost").pathname === "/";
    response.writeHead(isPage ? 200 : 404, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(isPage && request.method !== "HEAD" ? page : undefined);
  });
  await once(server.listen(port, "127.0.0.1"), "listening").catch((error: NodeJS.ErrnoException) => {
    throw portError(port, error);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const portError = (port: number, { code }: NodeJS.ErrnoException): UsageError =>
  new UsageError(`Cannot listen on port ${port} (${code}).`, "Choose another --port, or 0 for a free port.");
