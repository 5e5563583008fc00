import { request } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { StepResult } from "../../scripts/task-runner.js";
import { allParameters, type Json, type Operation, readOperations, resultOf, type Sandbox, type ShippedPackage } from "./package.js";

/** The generic client of the SDK core, on which the service SDKs are built. */
interface HcClient {
  sendRequest(options: Json): Promise<Json>;
}

interface Credentials {
  withAk(ak: string): Credentials;
  withSk(sk: string): Credentials;
  withProjectId(id: string): Credentials;
}

interface ClientBuilder {
  withCredential(credentials: Credentials): ClientBuilder;
  withEndpoint(url: string): ClientBuilder;
  build(): HcClient;
}

interface SdkCore {
  readonly BasicCredentials: new () => Credentials;
  readonly ClientBuilder: new (create: (client: HcClient) => HcClient) => ClientBuilder;
}

/** Calls the sandbox with the official SDK core: creates a video, polls the task, gets its asset and lists tasks. */
export async function checkSdkClient(modules: string, shipped: ShippedPackage): Promise<StepResult> {
  const require = createRequire(join(modules, "interop.cjs"));
  const core = {
    ...(require("@huaweicloud/huaweicloud-sdk-core") as Pick<SdkCore, "BasicCredentials">),
    ...(require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder") as Pick<SdkCore, "ClientBuilder">),
  };
  const sandbox = await shipped.startSandbox({ speed: 0, throttle: false });
  try {
    const client = createSdkClient(core, sandbox);
    const operations = readOperations(shipped.contract);
    const pathOf = (id: string): string => operations.find((operation) => operation.id === id)?.path ?? "";
    const send = (id: string, options: Json): Promise<Json> =>
      client.sendRequest({ method: "GET", url: pathOf(id), contentType: "application/json", queryParams: {}, headers: {}, ...options });
    const ids = { project_id: sandbox.projectId };

    const body = operations.find(({ id }) => id === "create2DDigitalHumanVideo")?.bodies[0];
    const { job_id } = await send("create2DDigitalHumanVideo", { method: "POST", pathParams: ids, data: body });
    const states: unknown[] = [];
    let task: Json = {};
    for (const duration of ["0s", "45s", "45s"]) {
      await sandbox.clock.advance(duration);
      task = await send("show2DDigitalHumanVideo", { pathParams: { ...ids, job_id }, queryParams: { show_script: true } });
      states.push(task.state);
    }
    const { asset_id } = task.output_asset_config as Json;
    const asset = await send("showAsset", { pathParams: { ...ids, asset_id } });
    const list = await send("listDigitalHumanVideo", { pathParams: ids, queryParams: { job_ids: [job_id, "no-other"], limit: 5 } });
    const failures: string[] = [];
    const expectEqual = (name: string, actual: unknown, expected: unknown): void => {
      if (JSON.stringify(actual) !== JSON.stringify(expected))
        failures.push(`${name}: received ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
    };
    expectEqual("states", states, ["WAITING", "PROCESSING", "SUCCEED"]);
    expectEqual("scenes", task.shoot_scripts, body?.shoot_scripts);
    expectEqual("asset", asset.asset_id, asset_id);
    expectEqual(
      "list",
      (list.jobs as Json[]).map((job) => job.job_id),
      [job_id],
    );
    return resultOf(failures, `create, show (${states.join(", ")}), get asset, list by two IDs`);
  } finally {
    await sandbox.close();
  }
}

function createSdkClient({ BasicCredentials, ClientBuilder }: SdkCore, { url, projectId, credentials }: Sandbox): HcClient {
  const { accessKey, secretKey } = credentials;
  const basic = new BasicCredentials().withAk(accessKey).withSk(secretKey).withProjectId(projectId);
  return new ClientBuilder((client) => client).withCredential(basic).withEndpoint(url).build();
}

/** The signer of the SDK core. Returns all headers of a request, including the signature. */
interface SdkSigner {
  sign(request: object, credential: { getAk(): string; getSk(): string }): Record<string, string>;
}

/** A request, either as it is signed or as it is sent. */
interface RequestSpec {
  readonly method: string;
  /** Not percent-encoded, as the SDK core expects it. */
  readonly path: string;
  readonly query: Json;
  readonly body: Json | undefined;
  readonly host: string;
  readonly secretKey: string;
  readonly date: Date;
}

type Change = (spec: RequestSpec) => Partial<RequestSpec>;

/** A difference between the signed and the sent request, with the explanation that the sandbox must return. */
interface SignatureMutation {
  readonly signed?: Change;
  readonly sent?: Change;
  readonly message: RegExp;
  readonly appliesTo?: (spec: RequestSpec) => boolean;
}

const shiftDate = (minutes: number) => {
  const change: Change = ({ date }) => ({ date: new Date(date.getTime() + minutes * 60_000) });
  return { signed: change, sent: change };
};
const signedFor = (change: Change, message: RegExp): SignatureMutation => ({ signed: change, message });
const hasBody = ({ body }: RequestSpec): boolean => body !== undefined;

/** Message for mismatches that are not a common mistake. */
const UNEXPLAINED = "check the secret key, and compare your canonical request with the expected one";

const SIGNATURE_MUTATIONS: Readonly<Record<string, SignatureMutation>> = {
  "wrong secret key": signedFor(() => ({ secretKey: "wrong-secret" }), new RegExp(UNEXPLAINED)),
  "clock 16 minutes behind": { ...shiftDate(-16), message: /signature expired.* \d+ s behind the gateway's clock/ },
  "clock 16 minutes ahead": { ...shiftDate(16), message: /signature expired.* \d+ s ahead of the gateway's clock/ },
  "host of the service": signedFor(
    () => ({ host: "metastudio.cn-north-4.myhuaweicloud.com" }),
    /signed for the host metastudio\.cn-north-4/,
  ),
  "localhost instead of 127.0.0.1": signedFor(
    ({ host }) => ({ host: host.replace("127.0.0.1", "localhost") }),
    /signed for the host localhost/,
  ),
  "missing path segment": signedFor(
    ({ path }) => ({ path: path.replace(/^\/v1/, "") }),
    /the signed path does not include the segment "v1"/,
  ),
  "different path": {
    sent: ({ path }) => ({ path: path.replace(/^\/v1\/[^/]*/, "/v1/another") }),
    message: new RegExp(`${UNEXPLAINED}[^]*\\n/v1/another/`),
  },
  "additional query parameter": {
    sent: ({ query }) => ({ query: { ...query, extra: "1" } }),
    message: /the query parameter extra is not signed|the query is not signed; line 3 of the canonical request: expected "extra=1"/,
  },
  "different parameter value": {
    sent: ({ query }) => ({ query: { ...query, script_id: "another" } }),
    message: new RegExp(`${UNEXPLAINED}[^]*script_id=another`),
    appliesTo: ({ query }) => "script_id" in query,
  },
  "additional body property": {
    sent: ({ body }) => ({ body: { ...body, extra: "1" } }),
    message: /the signed body does not include the property extra/,
    appliesTo: hasBody,
  },
  "different body": {
    sent: ({ body }) => ({ body: { ...body, script_id: "another" } }),
    signed: ({ body }) => ({ body: { ...body, script_id: "one" } }),
    message: new RegExp(UNEXPLAINED),
    appliesTo: hasBody,
  },
};

/** Checks that the sandbox accepts requests signed by the SDK core, and rejects modified requests with an explanation. */
export async function checkSdkSigner(modules: string, shipped: ShippedPackage): Promise<StepResult> {
  const { AKSKSigner } = createRequire(join(modules, "interop.cjs"))("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js") as {
    AKSKSigner: SdkSigner;
  };
  const sandbox = await shipped.startSandbox({ speed: 0, throttle: false });
  const failures: string[] = [];
  let count = 0;
  try {
    await sandbox.clock.advance("2m");
    for (const operation of readOperations(shipped.contract)) {
      for (const spec of createSpecs(operation, sandbox)) {
        for (const [name, mutation] of Object.entries(SIGNATURE_MUTATIONS)) {
          if (mutation.appliesTo?.(spec) === false) continue;
          count += 1;
          // A valid request between two invalid ones prevents the sandbox from locking the key.
          const valid = await sendSigned(AKSKSigner, sandbox, withNewTask(spec, operation, sandbox));
          if (valid.status !== 200) failures.push(`${operation.id}: status ${valid.status} for a valid signature: ${valid.text}`);
          const invalid = await sendSigned(AKSKSigner, sandbox, spec, mutation);
          if (invalid.status !== 401 || !mutation.message.test(invalid.message))
            failures.push(`${operation.id}, ${name}: status ${invalid.status}: ${invalid.text}`);
        }
      }
    }
    const names = Object.keys(SIGNATURE_MUTATIONS).join(", ");
    return resultOf(failures, `${count} signatures accepted, ${count} rejected with an explanation: ${names}`);
  } finally {
    await sandbox.close();
  }
}

function createSpecs(operation: Operation, { url, projectId, credentials }: Sandbox): RequestSpec[] {
  const values: Json = { ...allParameters(operation), project_id: projectId };
  const names = operation.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name);
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => String(values[name]));
  const query = Object.fromEntries(names.map((name) => [name, values[name]]));
  const common = { method: operation.method, path, query, host: new URL(url).host, secretKey: credentials.secretKey, date: new Date() };
  return operation.bodies.map((body) => ({
    ...common,
    body: body && { ...body, output_asset_config: { asset_name: "数字人 & é \u{1f3ac}" } },
  }));
}

/** Requests to cancel a task need a new task each time. */
function withNewTask(spec: RequestSpec, { path, parameters }: Operation, { tasks }: Sandbox): RequestSpec {
  if (!path.endsWith("/cancel")) return spec;
  const example = String(parameters.find(({ name }) => name === "job_id")?.example);
  return { ...spec, path: spec.path.replace(example, tasks.add()) };
}

async function sendSigned(
  signer: SdkSigner,
  { url, projectId, credentials }: Sandbox,
  spec: RequestSpec,
  mutation?: SignatureMutation,
): Promise<{ status: number; text: string; message: string }> {
  const signed = { ...spec, ...mutation?.signed?.(spec) };
  const sent = { ...spec, ...(signed.body !== spec.body && { body: signed.body }), ...mutation?.sent?.(spec) };
  const headers = signer.sign(
    {
      method: signed.method,
      endpoint: `http://${signed.host}${signed.path}`,
      queryParams: signed.query,
      headers: {
        "X-Sdk-Date": formatSdkDate(signed.date),
        "X-Project-Id": projectId,
        ...(signed.body && { "content-type": "application/json" }),
      },
      data: signed.body,
    },
    { getAk: () => credentials.accessKey, getSk: () => signed.secretKey },
  );
  const pairs = Object.entries(sent.query).flatMap(([name, value]) =>
    [value].flat().map((item) => `${name}=${encodeURIComponent(String(item))}`),
  );
  const target = sent.path.split("/").map(encodeURIComponent).join("/") + (pairs.length === 0 ? "" : `?${pairs.join("&")}`);
  const { status, text } = await send(url, sent.method, target, { ...headers, host: new URL(url).host }, sent.body);
  return { status, text, message: String((text.startsWith("{") ? (JSON.parse(text) as Json) : {}).error_msg) };
}

/** Uses node:http, because fetch cannot set the Host header. */
function send(url: string, method: string, path: string, headers: Record<string, string>, body: Json | undefined) {
  const { hostname, port } = new URL(url);
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", reject).end(body && JSON.stringify(body));
  });
}

const formatSdkDate = (date: Date): string => `${date.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
