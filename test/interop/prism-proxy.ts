import type { StepResult } from "../../scripts/task-runner.js";
import {
  allParameters,
  type Json,
  type Operation,
  readOperations,
  requiredParameters,
  resultOf,
  type Sandbox,
  type ShippedPackage,
} from "./package.js";
import {
  clientOptions,
  compareViolations,
  createRecordingClient,
  type Prism,
  readViolations,
  startPrism,
  startUpstream,
  type Upstream,
} from "./prism.js";

/** Documented responses that no request can trigger. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  "listDigitalHumanVideo 404": "an empty list is a successful response",
  "listAssets 404": "an empty list is a successful response",
};

/**
 * Sends requests of the client to the sandbox through Prism's validating proxy and checks that both follow the contract.
 * Prism reads the shipped OpenAPI 3.1 document. It does not validate webhooks, links and `x-validations`.
 */
export async function checkPrismProxy(modules: string, shipped: ShippedPackage): Promise<StepResult> {
  const sandboxes: Sandbox[] = [];
  const startSandbox = async (options: Json): Promise<Sandbox> => {
    const sandbox = await shipped.startSandbox({ speed: 0, throttle: false, ...options });
    sandboxes.push(sandbox);
    return sandbox;
  };
  const upstream = await startUpstream();
  let prism: Prism | undefined;
  try {
    prism = await startPrism(modules, "proxy", shipped.contractFile, upstream.url);
    const operations = readOperations(shipped.contract);
    const calls = await createCalls(operations, startSandbox);
    const failures = await checkPrismDetects(prism.url, upstream, operations);
    for (const call of calls) failures.push(...(await checkCall(call, prism.url, upstream, shipped)));
    const reached = new Set(calls.map(({ operation, status }) => `${operation.id} ${status}`));
    const documented = operations.flatMap(({ id, statuses }) => statuses.map((status) => `${id} ${status}`));
    for (const response of documented.filter((name) => !name.endsWith(" default")))
      if (reached.has(response) === Object.hasOwn(UNREACHABLE, response))
        failures.push(
          reached.has(response)
            ? `${response} was reached, but is listed as unreachable`
            : `${response} is documented, but no call reaches it`,
        );
    return resultOf(
      failures,
      `${calls.length} calls of ${operations.length} operations; all documented responses except ${Object.keys(UNREACHABLE).length}; ${RESPONSES.filter(([, , , violations]) => violations.length > 0).length} invalid responses detected`,
    );
  } finally {
    await Promise.all([prism?.close(), upstream.close(), ...sandboxes.map((sandbox) => sandbox.close())]);
  }
}

/** Differences from the expected status, client result and violations of one call. */
async function checkCall(call: Call, prismUrl: string, upstream: Upstream, shipped: ShippedPackage): Promise<string[]> {
  const { operation, sandbox, parameters, options, status, violations = [] } = call;
  upstream.forwardTo(sandbox.url);
  const client = createRecordingClient(shipped, { ...clientOptions(prismUrl, sandbox), ...options });
  const actual = await client.call(operation.id, parameters);
  const title = `${operation.id}, ${call.name}`;
  const message = actual.error === undefined ? "" : ` (${String(actual.error.message)})`;
  const failures: string[] = [];
  if (actual.status !== status) failures.push(`${title}: status ${actual.status}, expected ${status}${message}`);
  else if (status < 300 && actual.error !== undefined) failures.push(`${title}: the client rejects the response${message}`);
  else if (status >= 300 && actual.error?.status !== status)
    failures.push(`${title}: the client does not throw an error with status ${status}${message}`);
  return [...failures, ...compareViolations(title, actual.violations, violations)];
}

/** One call of the client through Prism, with its expected result. */
interface Call {
  readonly name: string;
  readonly operation: Operation;
  readonly sandbox: Sandbox;
  readonly parameters: Json;
  readonly options?: Json;
  readonly status: number;
  /** Violations that Prism reports; none by default. */
  readonly violations?: readonly string[];
}

/** Tasks whose state is not in the enum of the contract. */
const UNDOCUMENTED_STATES: Readonly<Record<string, string>> = {
  "doc-example": "the state SUCCESS of the documented example, an alias of SUCCEED",
  "unknown-state": "a state that the service may add later",
};

const USER = "user-1";

/** Calls of each operation: required and all parameters, all task states, invalid requests, and all documented errors. */
async function createCalls(operations: readonly Operation[], startSandbox: (options: Json) => Promise<Sandbox>): Promise<Call[]> {
  const [usual, undocumented, flaky, throttled, otherProject] = await Promise.all([
    startSandbox({}),
    startSandbox({}),
    startSandbox({ scenario: "flaky-5xx" }),
    startSandbox({ scenario: "throttled" }),
    startSandbox({ projectId: "another-project" }),
  ]);
  const { tasks, clock } = usual;
  const finished = ["happy", "fails", "blocked", "canceled"].map((name) => tasks.add({ job_id: `${name}-1` }));
  undocumented.tasks.add({ job_id: "unknown-state" });
  tasks.add({ asset_id: "asset-of-a-user", app_user_id: USER });
  await clock.advance("55s");
  const processing = tasks.add();
  await Promise.all([clock.advance("35s"), undocumented.clock.advance("35s")]);

  return operations.flatMap((operation) => {
    const call = (name: string, parameters: Json, status: number, more: Partial<Call> = {}): Call => {
      return { name, operation, sandbox: usual, parameters, status, ...more };
    };
    const has = (name: string): boolean => operation.parameters.some((parameter) => parameter.in === "path" && parameter.name === name);
    const newTask = (owner: Json = {}): Json => (has("job_id") ? { job_id: tasks.add(owner) } : {});
    const required: Json = { ...requiredParameters(operation), body: operation.bodies[0] };
    const all: Json = { ...allParameters(operation), "X-App-UserId": USER, ...(has("asset_id") && { asset_id: "asset-of-a-user" }) };
    const showsTask = operation.method === "GET" && has("job_id");
    const id = ["job_id", "asset_id", "script_id"].find(has);
    return [
      ...operation.bodies.flatMap((body) => [
        call("required parameters", { ...required, ...newTask(), body }, 200),
        call("all parameters", { ...all, ...newTask({ app_user_id: USER }), body }, 200),
      ]),
      ...(showsTask ? [...finished, processing] : []).map((job_id) =>
        call(`task ${job_id}`, { ...required, job_id, show_script: true }, 200),
      ),
      ...Object.entries(showsTask ? UNDOCUMENTED_STATES : {}).map(([job_id, name]) =>
        call(name, { ...required, job_id }, 200, { sandbox: undocumented, violations: ["response.body.state enum"] }),
      ),
      ...invalidRequests(operation, required).map(({ name, parameters, violations }) => call(name, parameters, 400, { violations })),
      ...(operation.path.endsWith("/cancel") ? [call("finished task", { ...required, job_id: "happy-1" }, 400)] : []),
      call("wrong token", required, 401, { options: { credentials: { token: "wrong-token" } } }),
      call("project of another account", required, 400, { sandbox: otherProject }),
      ...(id === undefined ? [] : [call("unknown ID", { ...required, [id]: "unknown" }, 404)]),
      call("service unavailable", { ...required, ...newTask() }, 503, { sandbox: flaky }),
      call("internal error", { ...required, ...newTask() }, 500, { sandbox: flaky }),
      call("service available again", { ...required, ...(has("job_id") && { job_id: flaky.tasks.add() }) }, has("asset_id") ? 404 : 200, {
        sandbox: flaky,
      }),
      ...(operation === operations[0] ? [call("request within the rate limit", required, 200, { sandbox: throttled })] : []),
      call("request above the rate limit", required, 429, { sandbox: throttled }),
    ];
  });
}

/** Requests with an invalid parameter, an invalid body, and a body that breaks a rule, which Prism does not check. */
function invalidRequests({ parameters, bodies }: Operation, required: Json): { name: string; parameters: Json; violations: string[] }[] {
  const requests = parameters
    .filter((parameter) => parameter.in === "query")
    .flatMap(({ name, schema }) => {
      const set = (title: string, value: unknown, code: string) => ({
        name: `${name} ${title}`,
        parameters: { ...required, [name]: value },
        violations: [`request.query.${name} ${code}`],
      });
      return [
        ...(schema.type === "boolean" ? [set("as a string", "maybe", "type")] : []),
        ...(schema.enum === undefined ? [] : [set("not in the enum", "none", "enum")]),
        ...(typeof schema.maximum === "number" ? [set("above its maximum", schema.maximum + 1, "maximum")] : []),
      ];
    });
  const [body] = bodies;
  if (body === undefined) return requests;
  const withBody = (name: string, change: Json, ...violations: string[]) => ({
    name,
    parameters: { ...required, body: { ...body, ...change } },
    violations: violations.map((violation) => `request.body.${violation}`),
  });
  if (body.video_config === undefined) {
    const name = Object.keys(body).find((key) => typeof body[key] === "string") ?? "";
    return [...requests, withBody(`array as ${name}`, { [name]: [] }, `${name} type`, ...(name === "state" ? ["state enum"] : []))];
  }
  const config = body.video_config as Json;
  return [
    ...requests,
    withBody("width below its minimum", { video_config: { ...config, width: -1 } }, "video_config.width minimum"),
    withBody("array as model_asset_id", { model_asset_id: [] }, "model_asset_id type"),
    withBody("resolution that breaks a rule", { video_config: { ...config, width: 1700 } }),
  ];
}

const task = (change: Json): Json => ({ job_id: "one", state: "WAITING", ...change });
const video = (change: Json): Json => task({ video_config: { bitrate: 5000, width: 1920, height: 1080, ...change } });

/** Responses, and the violations in their bodies that Prism must report; mainly where OpenAPI 3.1 differs from 3.0. */
const RESPONSES: readonly (readonly [name: string, status: number, body: unknown, violations: readonly string[]])[] = [
  ["number as state", 200, task({ state: 7 }), [".state type", ".state enum"]],
  ["no state", 200, { job_id: "one" }, [" required"]],
  ["array", 200, [], [" type", " type"]],
  ["boolean as frame_rate, which allows two types", 200, video({ frame_rate: true }), [".video_config.frame_rate type"]],
  ["bitrate above its maximum", 200, video({ bitrate: 99_999 }), [".video_config.bitrate maximum"]],
  ["null as state", 200, task({ state: null }), [".state type", ".state enum"]],
  ["string as error_info", 200, task({ error_info: "none" }), [".error_info type", ".error_info type", ".error_info oneOf"]],
  ["number as error_msg", 404, { error_code: "MSS.1", error_msg: 7 }, [".error_msg type"]],
  ["array with an undocumented status", 418, [], [" type"]],
  ["null as error_info, which allows null", 200, task({ error_info: null }), []],
  ["number as frame_rate", 200, video({ frame_rate: 30 }), []],
];

/** Checks that Prism detects invalid requests and responses, so that an inactive Prism does not pass the other checks. */
async function checkPrismDetects(url: string, upstream: Upstream, operations: readonly Operation[]): Promise<string[]> {
  const show = operations.find(({ id }) => id.startsWith("show2D"));
  if (show === undefined) return ["the contract has no operation that shows a task"];
  const address = url + show.path.replace(/\{([^}]+)\}/g, (_, name: string) => String(requiredParameters(show)[name]));
  const headers = { "x-auth-token": "token" };
  const failures: string[] = [];
  const expectViolations = async (name: string, response: Promise<Response>, expected: readonly string[]): Promise<void> => {
    failures.push(...compareViolations(name, readViolations(await response), expected));
  };
  for (const [name, status, body, violations] of RESPONSES) {
    upstream.respondWith(status, body);
    const expected = violations.map((violation) => `response.body${violation}`);
    await expectViolations(name, fetch(address, { headers }), expected);
  }
  upstream.respondWith(200, task({}));
  await expectViolations("request without credentials", fetch(address), ["request 401"]);
  await expectViolations("incomplete signature", fetch(address, { headers: { authorization: "SDK-HMAC-SHA256" } }), ["request 401"]);
  await expectViolations("parameter of a wrong type", fetch(`${address}?show_script=maybe`, { headers }), [
    "request.query.show_script type",
  ]);
  return failures;
}
