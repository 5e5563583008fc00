import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../lib/paths.js";
import { writeScript } from "./bundle.js";

/** Compiler statistics of a single-file program. */
export interface TypeCost {
  readonly instantiations: number;
  readonly types: number;
}

const OURS =
  'import { createClient } from "./types/src/index.js";\nconst client = createClient({ region: "cn-north-4", projectId: "p", credentials: { token: "t" } });\n';
const PEER =
  'import createClient from "openapi-fetch";\nimport type { paths } from "./types/generated/types.js";\nconst client = createClient<paths>({ baseUrl: "https://x" });\n';
const PATH = '"/v1/{project_id}/2d-digital-human-videos/{job_id}", { params: { path: { project_id: "p", job_id: "j" } } }';

/** Programs by description; each is compiled separately with `skipLibCheck`. */
const PROGRAMS: Readonly<Record<string, string>> = {
  nothing: "export {};\n",
  "a client": `${OURS}export { client };\n`,
  "tasks.get": `${OURS}export const state = (await client.tasks.get("j")).state;\n`,
  "tasks.wait": `${OURS}export const asset = (await client.tasks.wait("j")).output_asset_config.asset_id;\n`,
  "generated operation method": `${OURS}export const state = (await client.show2DDigitalHumanVideo({ job_id: "j" })).state;\n`,
  raw: `${OURS}export const state = (await client.raw.GET(${PATH})).data?.state;\n`,
  "openapi-fetch alone": `${PEER}export const state = (await client.GET(${PATH})).data?.state;\n`,
};

/** Measures the compiler statistics of each program. */
export function measureTypeCosts(): ReadonlyMap<string, TypeCost> {
  return new Map(Object.entries(PROGRAMS).map(([name, text], i) => [name, measureTypeCost(`consumer-${i}`, text)]));
}

function measureTypeCost(name: string, text: string): TypeCost {
  writeScript(`${name}.mts`, text);
  const options = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    exactOptionalPropertyTypes: true,
    target: "es2022",
    module: "nodenext",
    types: [],
  };
  const project = writeScript(`${name}.json`, JSON.stringify({ compilerOptions: options, files: [`${name}.mts`] }));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", project, "--extendedDiagnostics"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} does not compile:\n${stdout}`);
  const read = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(stdout)?.[1]);
  return { instantiations: read("Instantiations"), types: read("Types") };
}
