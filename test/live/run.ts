import { escapeControls } from "../../src/cli/terminal-text.js";
import { type Client, CredentialsError, createClient, type Drift, isMetaStudioError } from "../../src/index.js";
import {
  clientOptionsFromEnvironment,
  createCredentialChain,
  type Environment,
  fromEnvironment,
  fromProfile,
} from "../../src/node/index.js";
import { type Evidence, questions } from "./questions.js";

/** Number of tasks that are queried one by one. */
const MAX_TASKS = 10;

/** Reads tasks and assets, and prints drift and answers. Returns the exit code. */
export async function runLive(environment: Environment, print: (line: string) => void): Promise<number> {
  const credentials = createCredentialChain(fromEnvironment(environment), fromProfile({ environment, onWarning: print }));
  const drifts = new Map<string, number>();
  try {
    const baseUrl = environment["METASTUDIO_BASE_URL"];
    const projectId = environment["HUAWEICLOUD_SDK_PROJECT_ID"];
    const endpoint = baseUrl === undefined ? clientOptionsFromEnvironment(environment) : { baseUrl, projectId };
    const client = createClient({ ...endpoint, credentials, onDrift: (drift) => countDrift(drift, drifts) });
    const evidence = await collect(client);
    report(evidence, drifts, (line) => print(escapeControls(line)));
    return 0;
  } catch (error) {
    if (!isMetaStudioError(error)) throw error;
    if (error instanceof CredentialsError || error.code === "configuration") {
      print(`Nothing was sent: ${error.message}`);
      print("Set HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HUAWEICLOUD_SDK_PROJECT_ID and HUAWEICLOUD_SDK_REGION to read from your account.");
      return 0;
    }
    print(escapeControls(`${error.name}: ${error.message}${error.hint === undefined ? "" : `\n${error.hint}`}`));
    return 1;
  }
}

/** Sends read-only requests only. The generated methods return responses unchanged. */
async function collect(client: Client): Promise<Evidence> {
  const { data: page, response } = await client
    .listDigitalHumanVideo({ limit: 100, sort_key: "create_time", sort_dir: "desc" })
    .withResponse();
  const jobs = page.jobs ?? [];
  const ids = jobs.map(({ job_id }) => job_id);
  const lookup = ids.length < 2 ? undefined : await client.listDigitalHumanVideo({ job_ids: ids, limit: 100 });
  const [tasks, scripts, assets] = [[], [], []] as [
    Evidence["tasks"][number][],
    Evidence["scripts"][number][],
    Evidence["assets"][number][],
  ];
  for (const { job_id, output_asset_config, state } of jobs.slice(0, MAX_TASKS)) {
    tasks.push(await client.show2DDigitalHumanVideo({ job_id }));
    scripts.push(await client.show2DDigitalHumanVideo({ job_id, show_script: true }));
    const asset_id = output_asset_config?.asset_id;
    if (state === "SUCCEED" && asset_id !== undefined) assets.push(await client.showAsset({ asset_id }));
  }
  const now = Date.parse(response.headers.get("date") ?? "");
  return {
    ...{ page, tasks, scripts, assets },
    lookup: { requested: lookup === undefined ? 0 : ids.length, returned: lookup?.jobs?.length ?? 0 },
    now: Number.isNaN(now) ? Date.now() : now,
  };
}

function countDrift({ operationId, issues }: Drift, drifts: Map<string, number>): void {
  for (const { path, message } of issues) {
    const line = `${operationId} ${path.replace(/\/\d+/g, "/*")}: ${message}`;
    drifts.set(line, (drifts.get(line) ?? 0) + 1);
  }
}

function report(evidence: Evidence, drifts: ReadonlyMap<string, number>, print: (line: string) => void): void {
  const { page, tasks, assets } = evidence;
  print(`${page.jobs?.length ?? 0} tasks listed, ${tasks.length} read with and without their script, ${assets.length} assets read.`);
  print(drifts.size === 0 ? "No response differs from the contract." : "\nDifferences from the contract:");
  for (const [line, count] of drifts) print(`  ${count} × ${line}`);
  print("\nOpen questions of docs/discrepancies.md:");
  let settled = 0;
  for (const { id, text, answer } of questions) {
    const result = answer(evidence);
    if (result !== undefined) settled += 1;
    print(`  ${id.padEnd(5)} ${text} ${result ?? "(not settled by these responses)"}`);
  }
  print(`${settled} of ${questions.length} settled. Please report differences and answers: they contain no secret and no ID.`);
}
