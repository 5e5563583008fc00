import { request } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { StepResult } from "../../scripts/task-runner.js";
import { complete, type Operation, operationsOf } from "./operations.js";
import type { Json, Sandbox, Shipped } from "./package.js";
import { verdictOf } from "./result.js";

/** The official core's signer: it gives all headers of a request, the signature among them. */
interface Signer {
  sign(request: object, credential: { getAk(): string; getSk(): string }): Record<string, string>;
}

/** A request before it is signed and after; what is tampered with differs in between. */
interface Drawn {
  readonly method: string;
  /** Raw, as the official core takes it. */
  readonly path: string;
  readonly query: Json;
  readonly body: Json | undefined;
  readonly host: string;
  readonly secretKey: string;
  readonly date: Date;
}

/** What is done to a request after or before it was signed, and what the answer must say. */
interface Tampering {
  readonly what: string;
  readonly signed?: (drawn: Drawn) => Partial<Drawn>;
  readonly sent?: (drawn: Drawn) => Partial<Drawn>;
  readonly says: RegExp;
  readonly only?: (drawn: Drawn) => boolean;
}

const MINUTE = 60_000;
const shift = (minutes: number) => (drawn: Drawn) => ({ date: new Date(drawn.date.getTime() + minutes * MINUTE) });
/** What stands where no one part can be blamed: whoever signed has to compare all of it. */
const COMPARE = "compare the secret key, and your canonical request with the one computed here";

const TAMPERINGS: readonly Tampering[] = [
  { what: "a wrong secret", signed: () => ({ secretKey: "of-nobody" }), says: new RegExp(COMPARE) },
  { what: "16 minutes behind", signed: shift(-16), sent: shift(-16), says: /signature expired.* 96\d s behind the gateway's clock/ },
  { what: "16 minutes ahead", signed: shift(16), sent: shift(16), says: /signature expired.* 9[56]\d s ahead of the gateway's clock/ },
  {
    what: "another host",
    signed: () => ({ host: "metastudio.cn-north-4.myhuaweicloud.com" }),
    says: /signed for the host metastudio\.cn-north-4/,
  },
  {
    what: "another name of this host",
    signed: ({ host }) => ({ host: host.replace("127.0.0.1", "localhost") }),
    says: /signed for the host localhost/,
  },
  {
    what: "a path with a segment less",
    signed: ({ path }) => ({ path: path.replace(/^\/v1/, "") }),
    says: /the signed path lacks the segment "v1"/,
  },
  {
    what: "another path",
    sent: ({ path }) => ({ path: path.replace(/^\/v1\/[^/]*/, "/v1/another") }),
    says: new RegExp(`${COMPARE}[^]*\\n/v1/another/`),
  },
  {
    what: "a parameter more",
    sent: ({ query }) => ({ query: { ...query, extra: "1" } }),
    says: /the parameter extra is not signed|the query is not signed; line 3 of the canonical request is "extra=1"/,
  },
  {
    what: "another value",
    sent: ({ query }) => ({ query: { ...query, script_id: "another" } }),
    says: new RegExp(`${COMPARE}[^]*script_id=another`),
    only: ({ query }) => "script_id" in query,
  },
  {
    what: "a property more",
    sent: ({ body }) => ({ body: { ...body, extra: "1" } }),
    says: /the signed body lacks extra/,
    only: ({ body }) => body !== undefined,
  },
  {
    what: "another body",
    sent: ({ body }) => ({ body: { ...body, script_id: "another" } }),
    signed: ({ body }) => ({ body: { ...body, script_id: "one" } }),
    says: new RegExp(COMPARE),
    only: ({ body }) => body !== undefined,
  },
];

/** The official core signs for every operation, and the sandbox takes it; what was tampered with is refused with the difference. */
export async function signer(modules: string, ours: Shipped): Promise<StepResult> {
  const core = createRequire(join(modules, "strangers.cjs"))("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js") as {
    AKSKSigner: Signer;
  };
  const sandbox = await ours.startSandbox({ speed: 0, throttle: false });
  const faults: string[] = [];
  let accepted = 0;
  let refused = 0;
  try {
    await sandbox.clock.advance("2m");
    for (const operation of operationsOf(ours.contract)) {
      for (const drawn of drawnFor(operation, sandbox)) {
        // A good one in between keeps the key from being locked.
        for (const tampering of TAMPERINGS.filter(({ only = () => true }) => only(drawn))) {
          const good = await ask(core.AKSKSigner, sandbox, fresh(drawn, operation, sandbox));
          accepted += 1;
          if (good.status !== 200) faults.push(`${operation.id}: what the core signed is answered ${good.status}: ${good.text}`);
          const bad = await ask(core.AKSKSigner, sandbox, drawn, tampering);
          refused += 1;
          if (bad.status !== 401 || !tampering.says.test(bad.message))
            faults.push(`${operation.id}, ${tampering.what}: answered ${bad.status}: ${bad.text}`);
        }
      }
    }
    return verdictOf(
      faults,
      `${accepted} requests accepted, ${refused} tampered ones refused by name: ${TAMPERINGS.map(({ what }) => what).join(", ")}`,
    );
  } finally {
    await sandbox.close();
  }
}

function drawnFor(operation: Operation, { url, projectId, credentials }: Sandbox): Drawn[] {
  const values: Json = { ...complete(operation), project_id: projectId };
  const names = operation.parameters.filter((each) => each.in === "query").map(({ name }) => name);
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => String(values[name]));
  const query = Object.fromEntries(names.map((name) => [name, values[name]]));
  const common = { method: operation.method, path, query, host: new URL(url).host, secretKey: credentials.secretKey, date: new Date() };
  return operation.bodies.map((body) => ({
    ...common,
    body: body && { ...body, output_asset_config: { asset_name: "数字人 & é \u{1f3ac}" } },
  }));
}

/** The same request with a task of its own where it cancels one. */
function fresh(drawn: Drawn, { path, parameters }: Operation, { tasks }: Sandbox): Drawn {
  if (!path.endsWith("/cancel")) return drawn;
  const example = String(parameters.find(({ name }) => name === "job_id")?.example);
  return { ...drawn, path: drawn.path.replace(example, tasks.add()) };
}

async function ask(core: Signer, { url, projectId, credentials }: Sandbox, drawn: Drawn, tampering?: Tampering) {
  const signed = { ...drawn, ...tampering?.signed?.(drawn) };
  const sent = { ...drawn, ...(signed.body !== drawn.body && { body: signed.body }), ...tampering?.sent?.(drawn) };
  const headers = core.sign(
    {
      method: signed.method,
      endpoint: `http://${signed.host}${signed.path}`,
      queryParams: signed.query,
      headers: {
        "X-Sdk-Date": sdkDate(signed.date),
        "X-Project-Id": projectId,
        ...(signed.body && { "content-type": "application/json" }),
      },
      data: signed.body,
    },
    { getAk: () => credentials.accessKey, getSk: () => signed.secretKey },
  );
  const pairs = Object.entries(sent.query).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}=${encodeURIComponent(String(each))}`),
  );
  const target = sent.path.split("/").map(encodeURIComponent).join("/") + (pairs.length === 0 ? "" : `?${pairs.join("&")}`);
  const { status, text } = await send(url, sent.method, target, { ...headers, host: new URL(url).host }, sent.body);
  return { status, text, message: String((text.startsWith("{") ? (JSON.parse(text) as Json) : {}).error_msg) };
}

function send(url: string, method: string, path: string, headers: Record<string, string>, body: Json | undefined) {
  const { hostname, port } = new URL(url);
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sending = request({ hostname, port, method, path, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sending.on("error", reject).end(body && JSON.stringify(body));
  });
}

const sdkDate = (moment: Date): string => `${moment.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
