import { createRequire } from "node:module";
import createFetchClient from "openapi-fetch";

/** A client that requests a task. */
export interface Contender {
  readonly name: string;
  readonly send: () => Promise<unknown>;
}

/** Functions of this package used by the benchmark. */
export interface PackageParts {
  readonly createClient: (options: object) => { readonly tasks: { get(jobId: string): Promise<unknown> } };
  readonly signer: Signer;
}

/** `src/auth/sdk-hmac-signer.ts`, used by both clients, so that the comparison excludes the signature. */
export interface Signer {
  importSigningKey(accessKey: string, secretKey: string): unknown;
  sign(request: object, key: unknown): Promise<string>;
  sdkDate(epochMs: number): string;
}

interface Paths {
  "/v1/{project_id}/2d-digital-human-videos/{job_id}": {
    get: {
      parameters: { path: { project_id: string; job_id: string } };
      responses: { 200: { content: { "application/json": { state: string } } } };
    };
  };
}

const PATH = "/v1/{project_id}/2d-digital-human-videos/{job_id}";
const PROJECT = "0d697589d98091f12f92c0073501cd79";
const JOB = "26f06524-4f75-4b3a-a853-b649a21aaf66";
const KEYS = { accessKey: "QTWAOYTTINDUT2QVKYUC", secretKey: "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc" };

/** Creates all clients. With `body`, a stub responds with it; otherwise requests are sent to `baseUrl`. */
export async function createContenders(baseUrl: string, body: string | undefined, parts: PackageParts): Promise<Contender[]> {
  const fetch = body === undefined ? undefined : createStubFetch(body);
  const options = { baseUrl, projectId: PROJECT, credentials: KEYS, rateLimit: false, ...(fetch && { fetch }) };
  const client = parts.createClient(options);
  const params = { path: { project_id: PROJECT, job_id: JOB } };
  const peer = await createSigningPeer(baseUrl, fetch, parts.signer);
  return [
    { name: "openapi-fetch, signing", send: () => peer.GET(PATH, { params }) },
    { name: "ours", send: () => client.tasks.get(JOB) },
    { name: "official core", send: officialCore(baseUrl, body) },
  ];
}

/** Creates an openapi-fetch client with a minimal signing middleware. */
async function createSigningPeer(baseUrl: string, fetch: ReturnType<typeof createStubFetch> | undefined, signer: Signer) {
  const key = signer.importSigningKey(KEYS.accessKey, KEYS.secretKey);
  const client = createFetchClient<Paths>({ baseUrl, ...(fetch && { fetch }) });
  client.use({
    async onRequest({ request }) {
      const url = new URL(request.url);
      const headers = { host: url.host, "x-sdk-date": signer.sdkDate(Date.now()), "x-project-id": PROJECT };
      request.headers.set("x-sdk-date", headers["x-sdk-date"]);
      request.headers.set("x-project-id", PROJECT);
      request.headers.set("authorization", await signer.sign({ method: request.method, url, headers }, key));
      return request;
    },
  });
  return client;
}

function createStubFetch(body: string): () => Promise<Response> {
  const headers = { "content-type": "application/json", "x-request-id": "0123456789abcdef", date: new Date().toUTCString() };
  return async () => new Response(body, { status: 200, headers });
}

interface Core {
  readonly ClientBuilder: new (
    init: (client: object) => object,
  ) => {
    withCredential(credential: unknown): Core["builder"];
  };
  readonly builder: { withEndpoint(endpoint: string): { build(): { sendRequest(request: object): Promise<unknown> } } };
  readonly BasicCredentials: new () => { withAk(ak: string): Core["credentials"] };
  readonly credentials: { withSk(sk: string): { withProjectId(id: string): unknown } };
}

/** Creates a client of the official core, with an axios adapter that responds from the stub. */
function officialCore(baseUrl: string, body: string | undefined): Contender["send"] {
  const require = createRequire(import.meta.url);
  const { ClientBuilder } = require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder") as Core;
  const { BasicCredentials } = require("@huaweicloud/huaweicloud-sdk-core") as Core;
  const credential = new BasicCredentials().withAk(KEYS.accessKey).withSk(KEYS.secretKey).withProjectId(PROJECT);
  const client = new ClientBuilder((inner) => inner).withCredential(credential).withEndpoint(baseUrl).build();
  const stub = body === undefined ? undefined : createStubFetch(body);
  // Uses the same stub, so that all clients pay for creating the response.
  const adapter = async (config: object): Promise<object> => {
    const response = await stub?.();
    return { data: await response?.text(), status: 200, statusText: "OK", headers: { "content-type": "application/json" }, config };
  };
  return () =>
    client.sendRequest({
      method: "GET",
      url: PATH,
      pathParams: { project_id: PROJECT, job_id: JOB },
      queryParams: {},
      headers: {},
      contentType: "application/json",
      ...(stub && { axiosRequestConfig: { adapter } }),
    });
}
