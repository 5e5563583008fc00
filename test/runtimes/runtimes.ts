import { runCommand } from "../../scripts/task-runner.js";
import { onChromium } from "./chromium.js";
import type { Ending } from "./result.js";
import { onWorkerd } from "./workerd.js";

/** Where the program lies, and where the sandbox listens. */
export interface Place {
  readonly home: string;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
}

/** One runtime that is promised. */
export interface Runtime {
  readonly name: string;
  readonly run: (place: Place) => Promise<Ending>;
}

const NODES = ["20", "22", "24", "26"];

/** Characters of what a broken run printed: some runtimes go on and on. */
const MOST = 4000;

/** All of them. Versions of Node move on within their line; the others are those that were looked at. */
export const runtimes: readonly Runtime[] = [
  ...NODES.map((line) => ({ name: `Node ${line}`, run: (place: Place) => onNode(line, place) })),
  {
    name: "Deno",
    // The net is all it asks for: no files, no environment.
    run: (place) => started("deno@2.9.5", "deno", ["run", "--no-prompt", `--allow-net=${new URL(place.origin).host}`, "main.js"], place),
  },
  { name: "Bun", run: (place) => started("bun@1.4.5", "bun", ["main.js"], place) },
  {
    name: "workerd",
    run: async (place) => started("workerd@1.20261023.1", "workerd", ["test", await onWorkerd(place.home)], place),
  },
  { name: "Chromium", run: onChromium },
];

/** The Node that runs this, or the newest of another line. */
function onNode(line: string, place: Place): Promise<Ending> {
  const own = process.versions.node.split(".")[0] === line;
  return own ? ended(process.execPath, ["main.js"], place) : started(`node@${line}`, "node", ["main.js"], place);
}

/** Has npm fetch a runtime into its own cache, and starts the program with it. */
async function started(specifier: string, program: string, args: readonly string[], place: Place): Promise<Ending> {
  // Without its own level it would fail without a word beneath `npm run --silent`.
  const asked = ["--yes", "--loglevel", "error", "--package", specifier, "--call", `command -v ${program}`];
  const found = await runCommand("npx", asked, { cwd: place.home });
  const path = found.stdout.trim().split("\n").at(-1) ?? "";
  if (found.code !== 0 || path === "") return { missing: `npx --package ${specifier}: ${found.output}` };
  return ended(path, args, place);
}

/** Runs a command to its end; one that does not end by itself has left something open. */
async function ended(path: string, args: readonly string[], { home }: Place): Promise<Ending> {
  const { code, output } = await runCommand(path, args, { cwd: home, timeoutMs: 45_000 });
  return code === 0 ? { printed: output } : { crashed: `ended with code ${code}\n${output.slice(0, MOST)}` };
}
