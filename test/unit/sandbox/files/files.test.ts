import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "../../../../src/index.js";
import { createSandbox, type SandboxOptions } from "../../../../src/sandbox/index.js";
import { type SandboxServer, startSandbox } from "../../../../src/sandbox/server.js";
import { fileOf, openAssetSandbox } from "../../helpers/sandbox.js";

/** Creates a sandbox with a finished video; `get` requests its URL. */
async function setUp(options: SandboxOptions = {}) {
  const { createAsset, ...sandbox } = openAssetSandbox(options);
  const asset = await createAsset();
  const { download_url: url, file_md5, file_size: size } = fileOf(asset);
  const get = (headers: Record<string, string> = {}, method = "GET", target = url) => sandbox.fetch(target, { method, headers });
  return { ...sandbox, asset, url, size, etag: `"${Buffer.from(file_md5, "base64").toString("hex")}"`, get };
}

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const codeOf = async (response: Response) => [response.status, /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1]];

describe("files", () => {
  test("returns the complete file with the headers for a download", async () => {
    const { get, size, etag } = await setUp();
    const response = await get();
    expect([response.status, (await bytesOf(response)).length]).toEqual([200, size]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "accept-ranges": "bytes",
      "content-length": String(size),
      "content-type": "video/mp4",
      etag,
      "x-obs-request-id": expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test("returns the same headers for HEAD, without a body", async () => {
    const { get } = await setUp();
    const [whole, head] = [await get(), await get({ Range: "bytes=0-9" }, "HEAD")];
    expect([head.status, (await bytesOf(head)).length]).toEqual([200, 0]);
    for (const name of ["accept-ranges", "content-length", "content-type", "etag"]) {
      expect(head.headers.get(name)).toBe(whole.headers.get(name));
    }
  });

  test("consecutive ranges add up to the complete file", async () => {
    const { get, size } = await setUp();
    const whole = await bytesOf(await get());
    const part = async (first: number, end: number) => {
      const response = await get({ Range: end === size ? `bytes=${first}-` : `bytes=${first}-${end - 1}` });
      expect([response.status, response.headers.get("Content-Range")]).toEqual([206, `bytes ${first}-${end - 1}/${size}`]);
      expect(response.headers.get("Content-Length")).toBe(String(end - first));
      return bytesOf(response);
    };
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: size - 1 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(cuts, async (positions) => {
        const edges = [0, ...positions.sort((one, other) => one - other), size];
        const parts = await Promise.all(edges.slice(1).map((end, index) => part(edges[index] ?? 0, end)));
        expect(Buffer.concat(parts).equals(whole)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test("supports ranges according to RFC 9110", async () => {
    const { get, size } = await setUp();
    const whole = await bytesOf(await get());
    const cases: [range: string, status: number, contentRange: string | null, first: number, end: number][] = [
      ["bytes=0-0", 206, `bytes 0-0/${size}`, 0, 1],
      ["bytes=-1", 206, `bytes ${size - 1}-${size - 1}/${size}`, size - 1, size],
      [`bytes=-${size + 5}`, 206, `bytes 0-${size - 1}/${size}`, 0, size],
      [`bytes=5-${size + 5}`, 206, `bytes 5-${size - 1}/${size}`, 5, size],
      [`bytes=${size - 1}-`, 206, `bytes ${size - 1}-${size - 1}/${size}`, size - 1, size],
      ["bytes=5-4", 200, null, 0, size],
      ["bytes=0-1,3-4", 200, null, 0, size],
      ["bytes=-", 200, null, 0, size],
      ["lines=0-1", 200, null, 0, size],
    ];
    for (const [range, status, contentRange, first, end] of cases) {
      const response = await get({ Range: range });
      expect([range, response.status, response.headers.get("Content-Range")]).toEqual([range, status, contentRange]);
      expect((await bytesOf(response)).equals(whole.subarray(first, end))).toBe(true);
    }
    for (const range of [`bytes=${size}-`, `bytes=${size}-${size + 1}`, "bytes=-0"]) {
      const response = await get({ Range: range });
      expect(response.headers.get("Content-Range")).toBe(`bytes */${size}`);
      expect(await codeOf(response)).toEqual([416, "InvalidRange"]);
    }
  });

  test("ignores Range if If-Range does not match, and returns 412 if If-Match does not match", async () => {
    const { get, etag } = await setUp();
    const range = { Range: "bytes=1-2" };
    const statuses = [
      await get({ ...range, "If-Range": etag }),
      await get({ ...range, "If-Range": '"another"' }),
      await get({ ...range, "If-Match": etag }),
      await get({ ...range, "If-Match": "*" }),
      await get({ ...range, "If-Match": '"another"' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([206, 200, 206, 206, 412]);
  });
});

describe("signed URLs", () => {
  test("a URL is valid for 24 hours", async () => {
    const { get, clock } = await setUp();
    await clock.advance("23h");
    await clock.advance("3599s");
    expect((await get()).status).toBe(200);
    await clock.advance("1s");
    expect(await codeOf(await get())).toEqual([403, "AccessDenied"]);
  });

  test("rejects any change of the URL", async () => {
    const { get, url, asset } = await setUp();
    const cover = new URL(fileOf(asset, "COVER").download_url).pathname;
    const alterUrl = (alter: (url: URL) => void) => {
      const altered = new URL(url);
      alter(altered);
      return altered.href;
    };
    const later = String(Number(new URL(url).searchParams.get("Expires")) + 1);
    const urls = [
      alterUrl((url) => url.searchParams.set("Expires", later)),
      alterUrl((url) => url.searchParams.set("Expires", "soon")),
      alterUrl((url) => url.searchParams.set("Signature", "AAAA")),
      alterUrl((url) => url.searchParams.set("AccessKeyId", "MINE")),
      alterUrl((url) => url.searchParams.delete("Signature")),
      alterUrl((url) => Object.assign(url, { search: "" })),
      alterUrl((url) => Object.assign(url, { pathname: cover })),
      alterUrl((url) => Object.assign(url, { pathname: url.pathname.replace(/\.mp4$/, ".mov") })),
    ];
    for (const altered of urls) expect(await codeOf(await get({}, "GET", altered))).toEqual([403, "SignatureDoesNotMatch"]);
  });

  test("rejects requests with additional credentials", async () => {
    const { get } = await setUp();
    for (const name of ["X-Auth-Token", "Authorization", "X-Sdk-Date", "X-Project-Id", "X-Security-Token"]) {
      const response = await get({ [name]: "secret" });
      const text = await response.text();
      expect([response.status, text.includes(name), text.includes("secret")]).toEqual([400, true, false]);
    }
  });

  test("allows GET and HEAD only", async () => {
    const { get } = await setUp();
    for (const method of ["PUT", "DELETE", "POST"]) {
      const response = await get({}, method);
      expect(response.headers.get("Allow")).toBe("GET, HEAD");
      expect(await codeOf(response)).toEqual([405, "MethodNotAllowed"]);
    }
  });

  test("returns 404 in a sandbox without the task", async () => {
    const { url } = await setUp({ seed: 1 });
    const { get } = await setUp({ seed: 2 });
    expect(await codeOf(await get({}, "GET", url))).toEqual([404, "NoSuchKey"]);
  });

  test("does not match longer paths", async () => {
    const { get, url } = await setUp();
    const { error_code } = await (await get({}, "GET", url.replace("?", "/more?"))).json();
    expect(error_code).toBe("APIGW.0101");
  });
});

describe("storage errors", () => {
  test("errors have the format of the storage service and include the request ID", async () => {
    const { get } = await setUp();
    const response = await get({}, "PUT");
    const id = response.headers.get("X-Obs-Request-Id");
    expect(response.headers.get("Content-Type")).toBe("application/xml");
    expect(await response.text()).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>MethodNotAllowed</Code><Message>method PUT is not allowed; use GET or HEAD</Message><RequestId>${id}</RequestId></Error>\n`,
    );
    expect((await get({}, "PUT")).headers.get("X-Obs-Request-Id")).not.toBe(id);
  });
});

describe("scenarios of file requests", () => {
  test("url-expired returns an expired video URL first, then valid URLs", async () => {
    const { asset, getPath, get } = await setUp({ scenario: "url-expired" });
    const next = async () => fileOf(await (await getPath(`digital-assets/${asset.asset_id}`)).json()).download_url;
    expect(await codeOf(await get())).toEqual([403, "AccessDenied"]);
    expect((await get({}, "GET", await next())).status).toBe(200);
    expect((await get({}, "GET", await next())).status).toBe(200);
    expect((await get({}, "GET", fileOf(asset, "COVER").download_url)).status).toBe(200);
  });

  test("reset drops every other connection within the body, at the same byte for the same seed", async () => {
    const receivedBytes = async (seed: number) => {
      const { tasks, clock, fetch, getPath } = openAssetSandbox({ seed });
      const id = `reset-${seed}`;
      tasks.add({ job_id: id });
      await clock.advance("90s");
      const twice = async (path: string) => (await getPath(path).catch(() => getPath(path))).json();
      const { output_asset_config } = await twice(`2d-digital-human-videos/${id}`);
      const { download_url, file_size } = fileOf(await twice(`digital-assets/${output_asset_config.asset_id}`));
      const response = await fetch(download_url);
      const reader = response.body?.getReader();
      const first = await reader?.read();
      await expect(reader?.read()).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
      expect([response.status, response.headers.get("Content-Length")]).toEqual([200, String(file_size)]);
      expect((await bytesOf(await fetch(download_url))).length).toBe(file_size);
      return first?.value?.length;
    };
    const [one, same, other] = [await receivedBytes(3), await receivedBytes(3), await receivedBytes(4)];
    expect(one).toBeGreaterThan(0);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  test("truncated ends every other body early without an error", async () => {
    const { tasks, clock, fetch, getPath } = openAssetSandbox();
    const { output_asset_config } = await (async () => {
      tasks.add({ job_id: "truncated-1" });
      await clock.advance("90s");
      await getPath("2d-digital-human-videos/truncated-1");
      return (await getPath("2d-digital-human-videos/truncated-1")).json();
    })();
    const path = `digital-assets/${output_asset_config.asset_id}`;
    const { download_url, file_size } = fileOf(
      await getPath(path)
        .then((response) => response.json())
        .catch(async () => (await getPath(path)).json()),
    );
    const [first, second] = [await fetch(download_url), await fetch(download_url)];
    expect(first.headers.get("Content-Length")).toBe(String(file_size));
    expect((await bytesOf(first)).length).toBeLessThan(file_size);
    expect((await bytesOf(second)).length).toBe(file_size);
  });

  test("flaky-5xx and html-502 apply to file requests", async () => {
    const statuses = async (name: string) => {
      const { tasks, clock, fetch, getPath } = openAssetSandbox();
      tasks.add({ job_id: name });
      await clock.advance("90s");
      const until = async (path: string): Promise<Response> => {
        const response = await getPath(path);
        return response.ok ? response : until(path);
      };
      const { output_asset_config } = await (await until(`2d-digital-human-videos/${name}`)).json();
      const { download_url } = fileOf(await (await until(`digital-assets/${output_asset_config.asset_id}`)).json());
      const seen: unknown[] = [];
      for (let turn = 0; turn < 4; turn += 1) {
        const { status, headers } = await fetch(download_url);
        seen.push([status, headers.get("Content-Type")]);
      }
      return seen;
    };
    const video = [200, "video/mp4"];
    expect(await statuses("flaky-5xx")).toEqual([[503, "application/xml"], [500, "application/xml"], video, [503, "application/xml"]]);
    expect(await statuses("html-502")).toEqual([[502, "text/html"], video, [502, "text/html"], video]);
  });
});

describe("through the client", () => {
  test.each(["happy", "reset", "truncated", "flaky-5xx", "html-502", "url-expired", "throttled"] as const)(
    "the client downloads the complete file in the scenario %s",
    async (scenario) => {
      const { clock, clientOptions, tasks } = createSandbox({ scenario });
      const client = createClient(clientOptions);
      const bytes = await clock.run(
        (async () => {
          const { output_asset_config } = await client.tasks.wait(tasks.add());
          const { file, body } = await client.assets.download(output_asset_config.asset_id);
          return [file.file_size, (await new Response(body).arrayBuffer()).byteLength];
        })(),
      );
      expect(bytes[0]).toBeGreaterThan(1_000);
      expect(bytes[1]).toBe(bytes[0]);
    },
  );
});

describe("through the server", () => {
  let server: SandboxServer;
  beforeAll(async () => {
    server = await startSandbox({ token: "t", speed: 0 });
  });
  afterAll(() => server.close());

  /** Returns the main file of a finished task; requests that the scenario fails are repeated. */
  async function video(id: string) {
    server.tasks.add({ job_id: id });
    await server.clock.advance("90s");
    const fetchJson = async (path: string): ReturnType<Response["json"]> =>
      (await fetch(`${server.url}/v1/p1/${path}`, { headers: { "X-Auth-Token": "t" } })).json();
    const fetchWithRetry = (path: string) => fetchJson(path).catch(() => fetchJson(path));
    const { output_asset_config } = await fetchWithRetry(`2d-digital-human-videos/${id}`);
    return fileOf(await fetchWithRetry(`digital-assets/${output_asset_config.asset_id}`));
  }

  test("serves the complete file from its own origin without TLS", async () => {
    const { download_url, file_size, file_md5 } = await video("one");
    expect(download_url.startsWith(`${server.url}/`)).toBe(true);
    const response = await fetch(download_url);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([bytes.length, createHash("md5").update(bytes).digest("base64")]).toEqual([file_size, file_md5]);
    const head = await fetch(download_url, { method: "HEAD" });
    expect([head.status, head.headers.get("Content-Length")]).toEqual([200, String(file_size)]);
    const part = await fetch(download_url, { headers: { Range: "bytes=100-" } });
    expect([part.status, Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100))]).toEqual([206, true]);
  });

  test.each(["reset-1", "truncated-1"])("%s drops the connection after the response headers, and the next request succeeds", async (id) => {
    const { download_url, file_size } = await video(id);
    const response = await fetch(download_url);
    expect([response.status, response.headers.get("Content-Length")]).toEqual([200, String(file_size)]);
    await expect(response.arrayBuffer()).rejects.toThrow("terminated");
    expect((await (await fetch(download_url)).arrayBuffer()).byteLength).toBe(file_size);
  });
});
