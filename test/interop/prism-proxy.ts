import type { StepResult } from "../../scripts/task-runner.js";
import { type Trial, trialsOf } from "./cases.js";
import { operationsOf } from "./operations.js";
import type { Json, Sandbox, Shipped } from "./package.js";
import { type Prism, startPrism } from "./prism.js";
import { asleep, LIES } from "./prism-self-test.js";
import { through, watched } from "./recording-client.js";
import { verdictOf } from "./result.js";
import { type Relay, startRelay } from "./switchable-upstream.js";

/** Documented answers that no request can bring about. */
const UNREACHED: Readonly<Record<string, string>> = {
  "listDigitalHumanVideo 404": "a list is there even when it is empty",
};

/**
 * Prism's validating proxy between the client and the sandbox, over sockets: what either side says is what the contract says.
 * Prism reads the 3.1 document as it stands; what it does not look at (webhooks, links, `x-validations`) it does not judge.
 */
export async function proxy(modules: string, ours: Shipped): Promise<StepResult> {
  const sandboxes: Sandbox[] = [];
  const open = async (options: Json): Promise<Sandbox> => {
    const sandbox = await ours.startSandbox({ speed: 0, throttle: false, ...options });
    sandboxes.push(sandbox);
    return sandbox;
  };
  const relay = await startRelay();
  let prism: Prism | undefined;
  try {
    prism = await startPrism(modules, "proxy", ours.document, relay.url);
    const operations = operationsOf(ours.contract);
    const trials = await trialsOf(operations, open);
    const faults = await asleep(prism.url, relay, operations);
    for (const trial of trials) faults.push(...(await held(trial, prism.url, relay, ours)));
    const reached = new Set(trials.map(({ operation, status }) => `${operation.id} ${status}`));
    const documented = operations.flatMap(({ id, responses }) => responses.map((status) => `${id} ${status}`));
    for (const answer of documented.filter((each) => !each.endsWith(" default")))
      if (reached.has(answer) === Object.hasOwn(UNREACHED, answer))
        faults.push(
          reached.has(answer)
            ? `${answer} was reached, and is listed as unreachable`
            : `${answer} is documented, and no exchange reaches it`,
        );
    const note = `${trials.length} exchanges over ${operations.length} operations, each documented answer but ${Object.keys(UNREACHED).length}; ${LIES.length} planted faults found`;
    return verdictOf(faults, note);
  } finally {
    await Promise.all([prism?.close(), relay.close(), ...sandboxes.map((sandbox) => sandbox.close())]);
  }
}

/** What is wrong with one exchange: its answer, what the client makes of it, or what Prism says. */
async function held(trial: Trial, url: string, relay: Relay, ours: Shipped): Promise<string[]> {
  const { operation, sandbox, parameters, options, status, findings = [] } = trial;
  relay.to(sandbox.url);
  const found = await watched(ours, { ...through(url, sandbox), ...options }).call(operation.id, parameters);
  const title = `${operation.id}, ${trial.name}`;
  const said = found.error === undefined ? "" : ` (${String(found.error.message)})`;
  const faults: string[] = [];
  if (found.status !== status) faults.push(`${title}: answered ${found.status}, not ${status}${said}`);
  else if (status < 300 ? found.error !== undefined : found.error?.status !== status)
    faults.push(
      status < 300 ? `${title}: the client refuses the answer${said}` : `${title}: the client gives no error of ${status}${said}`,
    );
  if (found.findings.join() !== findings.join())
    faults.push(`${title}: Prism says [${found.findings.join(", ")}], expected [${findings.join(", ")}]`);
  return faults;
}
