import { createRequire } from "node:module";
import { join } from "node:path";
import type { StepResult } from "../../scripts/task-runner.js";
import { operationsOf } from "./operations.js";
import type { Json, Sandbox, Shipped } from "./package.js";
import { verdictOf } from "./result.js";

/** What the official core's own client takes: the SDKs of the services are made of such calls. */
interface HcClient {
  sendRequest(options: Json): Promise<Json>;
}

interface Credentials {
  withAk(ak: string): Credentials;
  withSk(sk: string): Credentials;
  withProjectId(id: string): Credentials;
}

interface Core {
  readonly BasicCredentials: new () => Credentials;
  readonly ClientBuilder: new (make: (client: HcClient) => HcClient) => Builder;
}

interface Builder {
  withCredential(credentials: Credentials): Builder;
  withEndpoint(url: string): Builder;
  build(): HcClient;
}

/** The official core as a client of the sandbox: a video is created, shown until it is finished, its asset asked for. */
export async function official(modules: string, ours: Shipped): Promise<StepResult> {
  const require = createRequire(join(modules, "strangers.cjs"));
  const core = {
    ...(require("@huaweicloud/huaweicloud-sdk-core") as Pick<Core, "BasicCredentials">),
    ...(require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder") as Pick<Core, "ClientBuilder">),
  };
  const sandbox = await ours.startSandbox({ speed: 0, throttle: false });
  try {
    const client = clientOf(core, sandbox);
    const operations = operationsOf(ours.contract);
    const path = (id: string): string => operations.find((operation) => operation.id === id)?.path ?? "";
    const ask = (id: string, more: Json): Promise<Json> =>
      client.sendRequest({ method: "GET", url: path(id), contentType: "application/json", queryParams: {}, headers: {}, ...more });
    const ids = { project_id: sandbox.projectId };

    const request = operations.find(({ id }) => id === "create2DDigitalHumanVideo")?.bodies[0];
    const { job_id } = await ask("create2DDigitalHumanVideo", { method: "POST", pathParams: ids, data: request });
    const states: unknown[] = [];
    let task: Json = {};
    for (const duration of ["0s", "45s", "45s"]) {
      await sandbox.clock.advance(duration);
      task = await ask("show2DDigitalHumanVideo", { pathParams: { ...ids, job_id }, queryParams: { show_script: true } });
      states.push(task.state);
    }
    const { asset_id } = task.output_asset_config as Json;
    const asset = await ask("showAsset", { pathParams: { ...ids, asset_id } });
    const list = await ask("listDigitalHumanVideo", { pathParams: ids, queryParams: { job_ids: [job_id, "no-other"], limit: 5 } });
    const faults: string[] = [];
    const expect = (what: string, found: unknown, expected: unknown): void => {
      if (JSON.stringify(found) !== JSON.stringify(expected))
        faults.push(`${what}: ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
    };
    expect("states", states, ["WAITING", "PROCESSING", "SUCCEED"]);
    expect("scenes", task.shoot_scripts, request?.shoot_scripts);
    expect("asset", asset.asset_id, asset_id);
    expect(
      "listed",
      (list.jobs as Json[]).map((job) => job.job_id),
      [job_id],
    );
    return verdictOf(faults, `created, shown as ${states.join(", ")}, its asset found, listed by two ids`);
  } finally {
    await sandbox.close();
  }
}

function clientOf({ BasicCredentials, ClientBuilder }: Core, { url, projectId, credentials }: Sandbox): HcClient {
  const { accessKey, secretKey } = credentials;
  const given = new BasicCredentials().withAk(accessKey).withSk(secretKey).withProjectId(projectId);
  return new ClientBuilder((client) => client).withCredential(given).withEndpoint(url).build();
}
