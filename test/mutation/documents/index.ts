import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { mutantText, runMutants, type Source } from "./run.js";

/**
 * npm run test:mutation:documents [-- --seed N] [-- --count N] [-- --print NAME]
 *
 * Generates 300 mutants of openapi.yaml and of public documents, which are installed from a lock file of their own. The seed is
 * random by default and fixed in `npm run verify`. Exit codes: 0 if each mutant compiles or has located diagnostics, 1 otherwise.
 * `--print` writes the mutant with the seed instead.
 */
async function main(): Promise<number> {
  const seedOption = { type: "string", default: String(Date.now() % 2 ** 31) } as const;
  const { values } = parseArgs({ options: { seed: seedOption, count: { type: "string", default: "300" }, print: { type: "string" } } });
  const [seed, count] = [Number(values.seed), Number(values.count)];
  if (!existsSync(`${FOLDER}node_modules`)) execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: FOLDER, stdio: "ignore" });
  const all = sources(count);
  if (values.print !== undefined) {
    process.stdout.write(mutantText(all.find(({ name }) => name === values.print)?.document ?? {}, seed));
    return 0;
  }
  const { compiled, refused, failures } = await runMutants(all, seed);
  for (const line of failures.slice(0, 20)) process.stdout.write(`${line}\n`);
  process.stdout.write(`seed ${seed}: ${compiled} mutants compile, ${refused} are refused, ${failures.length} failures\n`);
  return failures.length === 0 ? 0 : 1;
}

const FOLDER = fileURLToPath(new URL("./", import.meta.url));

/** A third of the mutants is of openapi.yaml. */
function sources(count: number): Source[] {
  const contract = parse(readFileSync(`${FOLDER}../../../openapi.yaml`, "utf8")) as Record<string, unknown>;
  const examples = readdirSync(`${FOLDER}node_modules/@readme/oas-examples/3.1/json`).map(
    (name) => `@readme/oas-examples/3.1/json/${name}`,
  );
  const paths = [...examples, "@scalar/galaxy/dist/3.1.json", "@octokit/openapi-webhooks/generated/api.github.com.json"];
  const documents = paths.map((path) => JSON.parse(readFileSync(`${FOLDER}node_modules/${path}`, "utf8")) as Record<string, unknown>);
  const own = Math.ceil(count / 3);
  const rest = Math.floor((count - own) / paths.length);
  const extra = count - own - rest * paths.length;
  return [
    { name: "openapi", document: contract, count: own },
    ...documents.map((document, i) => ({
      name: paths[i]?.split("/").at(-1)?.replace(".json", "") ?? "",
      document,
      count: rest + (i < extra ? 1 : 0),
    })),
  ];
}

process.exitCode = await main();
