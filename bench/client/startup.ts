import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { seeded, shuffled } from "../lib/random.js";
import { type Built, script } from "./bundle.js";

/** What a whole process cost. */
export interface Start {
  /** Wall time in milliseconds, start to exit. */
  readonly wall: number;
  /** Processor time in milliseconds. */
  readonly processor: number;
  /** Milliseconds that the import took, within the process. */
  readonly imported: number;
}

/** The n-th of every list belong together. */
export type Starts = ReadonlyMap<string, readonly Start[]>;

/** Whole processes that import, or import and ask once, in an order that is drawn anew in every round. */
export function starts(built: Built, baseUrl: string, rounds: number): Starts {
  const files = Object.entries(programs(built, baseUrl)).map(([name, text], i) => ({ name, file: script(`start-${i}.mjs`, text) }));
  const random = seeded(1);
  const found = new Map<string, Start[]>(files.map(({ name }) => [name, []]));
  // Once for nothing: the first reads from the disk.
  for (const { file } of files) run(file);
  for (let round = 0; round < rounds; round++) for (const { name, file } of shuffled(files, random)) found.get(name)?.push(run(file));
  return found;
}

function programs(built: Built, baseUrl: string): Record<string, string> {
  const path = `${baseUrl}/v1/p/2d-digital-human-videos/26f06524-4f75-4b3a-a853-b649a21aaf66`;
  const ours = JSON.stringify(pathToFileURL(built.index).href);
  const ask = (credentials: string): string =>
    `const client = createClient({ baseUrl: "${baseUrl}", projectId: "p", credentials: ${credentials} });\nawait client.tasks.get("26f06524-4f75-4b3a-a853-b649a21aaf66");\n`;
  return {
    "bare fetch": timed("", `await (await fetch("${path}", { headers: { "x-auth-token": "t" } })).json();\n`),
    "ours, token": timed(`const { createClient } = await import(${ours});\n`, ask('{ token: "t" }')),
    "ours, signed": timed(`const { createClient } = await import(${ours});\n`, ask('{ accessKey: "A", secretKey: "S" }')),
    "import ours": timed(`await import(${ours});\n`, ""),
    "import openapi-fetch": timed('await import("openapi-fetch");\n', ""),
    "import official core": timed('await import("@huaweicloud/huaweicloud-sdk-core/ClientBuilder.js");\n', ""),
    "import nothing": timed("", ""),
  };
}

/** A program that ends with what it cost. */
function timed(importing: string, asking: string): string {
  return `const began = performance.now();
${importing}const imported = performance.now() - began;
${asking}const { userCPUTime, systemCPUTime } = process.resourceUsage();
process.stdout.write(JSON.stringify({ processor: (userCPUTime + systemCPUTime) / 1000, imported }), () => process.exit());
`;
}

function run(file: string): Start {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  const wall = performance.now() - began;
  if (status !== 0) throw new Error(`${file} ended with ${status}:\n${stderr}`);
  return { wall, ...(JSON.parse(stdout) as Omit<Start, "wall">) };
}
