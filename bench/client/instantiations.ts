import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { HOUSE } from "../lib/paths.js";
import { script } from "./bundle.js";

/** What the compiler says of a program of one file. */
export interface TypeCost {
  readonly instantiations: number;
  readonly types: number;
}

const OURS =
  'import { createClient } from "./types/src/index.js";\nconst client = createClient({ region: "cn-north-4", projectId: "p", credentials: { token: "t" } });\n';
const PEER =
  'import createClient from "openapi-fetch";\nimport type { paths } from "./types/generated/types.js";\nconst client = createClient<paths>({ baseUrl: "https://x" });\n';
const PATH = '"/v1/{project_id}/2d-digital-human-videos/{job_id}", { params: { path: { project_id: "p", job_id: "j" } } }';

/** Programs by what they do; each is compiled alone, without checking the libraries' own declarations. */
const PROGRAMS: Readonly<Record<string, string>> = {
  nothing: "export {};\n",
  "a client": `${OURS}export { client };\n`,
  "tasks.get": `${OURS}export const state = (await client.tasks.get("j")).state;\n`,
  "tasks.wait": `${OURS}export const asset = (await client.tasks.wait("j")).output_asset_config.asset_id;\n`,
  "the operation by its name": `${OURS}export const state = (await client.show2DDigitalHumanVideo({ job_id: "j" })).state;\n`,
  raw: `${OURS}export const state = (await client.raw.GET(${PATH})).data?.state;\n`,
  "openapi-fetch alone": `${PEER}export const state = (await client.GET(${PATH})).data?.state;\n`,
};

/** What each program costs the compiler. */
export function typeCosts(): ReadonlyMap<string, TypeCost> {
  return new Map(Object.entries(PROGRAMS).map(([name, text], i) => [name, costOf(`consumer-${i}`, text)]));
}

function costOf(name: string, text: string): TypeCost {
  script(`${name}.mts`, text);
  const options = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    exactOptionalPropertyTypes: true,
    target: "es2022",
    module: "nodenext",
    types: [],
  };
  const project = script(`${name}.json`, JSON.stringify({ compilerOptions: options, files: [`${name}.mts`] }));
  const tsc = join(HOUSE, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", project, "--extendedDiagnostics"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} does not compile:\n${stdout}`);
  const read = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(stdout)?.[1]);
  return { instantiations: read("Instantiations"), types: read("Types") };
}
