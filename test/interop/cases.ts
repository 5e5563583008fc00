import { complete, type Operation, required } from "./operations.js";
import type { Json, Sandbox } from "./package.js";

/** One call through Prism, and what must come of it. */
export interface Trial {
  readonly name: string;
  readonly operation: Operation;
  readonly sandbox: Sandbox;
  readonly parameters: Json;
  readonly options?: Json;
  readonly status: number;
  /** What Prism has to say about it; nothing, where both sides keep the contract. */
  readonly findings?: readonly string[];
}

/** States of a task that the contract does not list, each with the reason why the sandbox says them all the same. */
const QUIRKS: Readonly<Record<string, string>> = {
  "doc-example": "the page's own example says SUCCESS, which the contract knows as an alias of SUCCEED",
  "unknown-state": "the service may add a state at any time, and a client has to bear it",
};

const USER = "user-1";

type Open = (options: Json) => Promise<Sandbox>;

/** Every operation with what must come and with all that may come, every state of a task, and every documented error. */
export async function trialsOf(operations: readonly Operation[], open: Open): Promise<Trial[]> {
  const [usual, quirky, flaky, throttled, elsewhere] = await Promise.all([
    open({}),
    open({}),
    open({ scenario: "flaky-5xx" }),
    open({ scenario: "throttled" }),
    open({ projectId: "another-project" }),
  ]);
  const { tasks, clock } = usual;
  const finished = ["happy", "fails", "blocked", "canceled"].map((name) => tasks.add({ job_id: `${name}-1` }));
  quirky.tasks.add({ job_id: "unknown-state" });
  tasks.add({ asset_id: "asset-of-a-user", app_user_id: USER });
  await clock.advance("55s");
  const working = tasks.add();
  await Promise.all([clock.advance("35s"), quirky.clock.advance("35s")]);

  return operations.flatMap((operation) => {
    const trial = (name: string, parameters: Json, status: number, more: Partial<Trial> = {}): Trial => {
      return { name, operation, sandbox: usual, parameters, status, ...more };
    };
    const has = (name: string): boolean => operation.parameters.some((each) => each.in === "path" && each.name === name);
    const waiting = (owner: Json = {}): Json => (has("job_id") ? { job_id: tasks.add(owner) } : {});
    const least: Json = { ...required(operation), body: operation.bodies[0] };
    const most: Json = { ...complete(operation), "X-App-UserId": USER, ...(has("asset_id") && { asset_id: "asset-of-a-user" }) };
    const shows = operation.method === "GET" && has("job_id");
    const id = has("job_id") ? "job_id" : has("asset_id") ? "asset_id" : undefined;
    return [
      ...operation.bodies.flatMap((body) => [
        trial("what must come", { ...least, ...waiting(), body }, 200),
        trial("all that may come", { ...most, ...waiting({ app_user_id: USER }), body }, 200),
      ]),
      ...(shows ? [...finished, working] : []).map((job_id) => trial(`the task ${job_id}`, { ...least, job_id, show_script: true }, 200)),
      ...Object.entries(shows ? QUIRKS : {}).map(([job_id, why]) =>
        trial(`although ${why}`, { ...least, job_id }, 200, { sandbox: quirky, findings: ["response.body.state enum"] }),
      ),
      ...wrong(operation, least).map(({ name, parameters, findings }) => trial(name, parameters, 400, { findings })),
      ...(operation.path.endsWith("/cancel") ? [trial("a finished task", { ...least, job_id: "happy-1" }, 400)] : []),
      trial("a wrong token", least, 401, { options: { credentials: { token: "of-nobody" } } }),
      trial("a project of somebody else", least, 400, { sandbox: elsewhere }),
      ...(id === undefined ? [] : [trial("an id that there is not", { ...least, [id]: "nobody-knows" }, 404)]),
      trial("a service that is not there", { ...least, ...waiting() }, 503, { sandbox: flaky }),
      trial("a service that fails", { ...least, ...waiting() }, 500, { sandbox: flaky }),
      trial("a service that comes back", { ...least, ...(has("job_id") && { job_id: flaky.tasks.add() }) }, has("asset_id") ? 404 : 200, {
        sandbox: flaky,
      }),
      ...(operation === operations[0] ? [trial("a first request", least, 200, { sandbox: throttled })] : []),
      trial("one too many", least, 429, { sandbox: throttled }),
    ];
  });
}

/** Requests that the contract refuses: by a parameter, by a property of the body, and by a rule, of which Prism knows nothing. */
function wrong({ parameters, bodies }: Operation, least: Json): { name: string; parameters: Json; findings: string[] }[] {
  const found = [];
  for (const { name, in: place, schema } of parameters) {
    if (place !== "query") continue;
    if (schema.type === "boolean")
      found.push({ name: `${name} as a text`, parameters: { ...least, [name]: "maybe" }, findings: [`request.query.${name} type`] });
    if (schema.enum !== undefined)
      found.push({
        name: `${name} that is not listed`,
        parameters: { ...least, [name]: "none" },
        findings: [`request.query.${name} enum`],
      });
    if (typeof schema.maximum === "number")
      found.push({
        name: `${name} beyond its maximum`,
        parameters: { ...least, [name]: schema.maximum + 1 },
        findings: [`request.query.${name} maximum`],
      });
  }
  const [body] = bodies;
  if (body === undefined) return found;
  const config = body.video_config as Json;
  const spoiled = (change: Json): Json => ({ ...least, body: { ...body, ...change } });
  return [
    ...found,
    {
      name: "a width below its minimum",
      parameters: spoiled({ video_config: { ...config, width: -1 } }),
      findings: ["request.body.video_config.width minimum"],
    },
    { name: "a list as model", parameters: spoiled({ model_asset_id: [] }), findings: ["request.body.model_asset_id type"] },
    { name: "a resolution against a rule", parameters: spoiled({ video_config: { ...config, width: 1700 } }), findings: [] },
  ];
}
