import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { createRandom, shuffle } from "../lib/measure.js";
import { type BuiltPackage, writeScript } from "./bundle.js";

/** Cost of a whole process. */
export interface StartCost {
  /** Wall time in milliseconds, start to exit. */
  readonly wall: number;
  /** Processor time in milliseconds. */
  readonly processor: number;
  /** Duration of the import within the process, in milliseconds. */
  readonly importTime: number;
}

/** Costs by program name; elements with the same index belong to the same round. */
export type StartCosts = ReadonlyMap<string, readonly StartCost[]>;

/** Measures processes that import the package, with or without sending one request, in random order in each round. */
export function measureStarts(built: BuiltPackage, baseUrl: string, rounds: number): StartCosts {
  const files = Object.entries(programs(built, baseUrl)).map(([name, text], i) => ({ name, file: writeScript(`start-${i}.mjs`, text) }));
  const random = createRandom(1);
  const costs = new Map<string, StartCost[]>(files.map(({ name }) => [name, []]));
  // Warm-up: the first run reads from disk.
  for (const { file } of files) run(file);
  for (let round = 0; round < rounds; round++) for (const { name, file } of shuffle(files, random)) costs.get(name)?.push(run(file));
  return costs;
}

function programs(built: BuiltPackage, baseUrl: string): Record<string, string> {
  const path = `${baseUrl}/v1/p/2d-digital-human-videos/26f06524-4f75-4b3a-a853-b649a21aaf66`;
  const ours = JSON.stringify(pathToFileURL(built.index).href);
  const request = `const client = createClient({ baseUrl: "${baseUrl}", projectId: "p", credentials: { token: "t" } });\nawait client.tasks.get("26f06524-4f75-4b3a-a853-b649a21aaf66");\n`;
  return {
    "bare fetch": timedProgram("", `await (await fetch("${path}", { headers: { "x-auth-token": "t" } })).json();\n`),
    ours: timedProgram(`const { createClient } = await import(${ours});\n`, request),
    "import ours": timedProgram(`await import(${ours});\n`, ""),
    "import openapi-fetch": timedProgram('await import("openapi-fetch");\n', ""),
  };
}

/** Returns a program that prints its own cost. */
function timedProgram(importCode: string, requestCode: string): string {
  return `const start = performance.now();
${importCode}const importTime = performance.now() - start;
${requestCode}const { userCPUTime, systemCPUTime } = process.resourceUsage();
process.stdout.write(JSON.stringify({ processor: (userCPUTime + systemCPUTime) / 1000, importTime }), () => process.exit());
`;
}

function run(file: string): StartCost {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  const wall = performance.now() - start;
  if (status !== 0) throw new Error(`${file} exited with ${status}:\n${stderr}`);
  return { wall, ...(JSON.parse(stdout) as Omit<StartCost, "wall">) };
}
