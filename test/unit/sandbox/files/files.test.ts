import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SandboxOptions } from "../../../../src/sandbox/index.js";
import { fileOf, setUp } from "../../../helpers/cake-shop.js";

/** A link to a video, its bytes, and how to ask for it. */
async function shop(options: SandboxOptions = {}) {
  const { assetOf, ...sandbox } = setUp(options);
  const asset = await assetOf();
  const { download_url: link, file_md5, file_size: size } = fileOf(asset);
  const get = (headers: Record<string, string> = {}, method = "GET", url = link) => sandbox.fetch(url, { method, headers });
  return { ...sandbox, asset, link, size, etag: `"${Buffer.from(file_md5, "base64").toString("hex")}"`, get };
}

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const codeOf = async (answer: Response) => [answer.status, /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1]];

describe("a file", () => {
  it("comes whole, with what a downloader needs to know", async () => {
    const { get, size, etag } = await shop();
    const answer = await get();
    expect([answer.status, (await bytesOf(answer)).length]).toEqual([200, size]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "accept-ranges": "bytes",
      "content-length": String(size),
      "content-type": "video/mp4",
      etag,
      "x-obs-request-id": expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it("tells the same to HEAD, without a body", async () => {
    const { get } = await shop();
    const [whole, head] = [await get(), await get({ Range: "bytes=0-9" }, "HEAD")];
    expect([head.status, (await bytesOf(head)).length]).toEqual([200, 0]);
    for (const name of ["accept-ranges", "content-length", "content-type", "etag"]) {
      expect(head.headers.get(name)).toBe(whole.headers.get(name));
    }
  });

  it("is the sum of its parts, wherever it is cut", async () => {
    const { get, size } = await shop();
    const whole = await bytesOf(await get());
    const part = async (first: number, end: number) => {
      const answer = await get({ Range: end === size ? `bytes=${first}-` : `bytes=${first}-${end - 1}` });
      expect([answer.status, answer.headers.get("Content-Range")]).toEqual([206, `bytes ${first}-${end - 1}/${size}`]);
      expect(answer.headers.get("Content-Length")).toBe(String(end - first));
      return bytesOf(answer);
    };
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: size - 1 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        const edges = [0, ...places.sort((one, other) => one - other), size];
        const parts = await Promise.all(edges.slice(1).map((end, index) => part(edges[index] ?? 0, end)));
        expect(Buffer.concat(parts).equals(whole)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it("takes ranges as RFC 9110 has them", async () => {
    const { get, size } = await shop();
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
      const answer = await get({ Range: range });
      expect([range, answer.status, answer.headers.get("Content-Range")]).toEqual([range, status, contentRange]);
      expect((await bytesOf(answer)).equals(whole.subarray(first, end))).toBe(true);
    }
    for (const range of [`bytes=${size}-`, `bytes=${size}-${size + 1}`, "bytes=-0"]) {
      const answer = await get({ Range: range });
      expect(answer.headers.get("Content-Range")).toBe(`bytes */${size}`);
      expect(await codeOf(answer)).toEqual([416, "InvalidRange"]);
    }
  });

  it("comes whole where If-Range means another one, and not at all where If-Match does", async () => {
    const { get, etag } = await shop();
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

describe("a link", () => {
  it("works for 24 hours", async () => {
    const { get, clock } = await shop();
    await clock.advance("23h");
    await clock.advance("3599s");
    expect((await get()).status).toBe(200);
    await clock.advance("1s");
    expect(await codeOf(await get())).toEqual([403, "AccessDenied"]);
  });

  it("is refused when anything in it is not as it was handed out", async () => {
    const { get, link, asset } = await shop();
    const cover = new URL(fileOf(asset, "COVER").download_url).pathname;
    const altered = (alter: (url: URL) => void) => {
      const url = new URL(link);
      alter(url);
      return url.href;
    };
    const later = String(Number(new URL(link).searchParams.get("Expires")) + 1);
    const links = [
      altered((url) => url.searchParams.set("Expires", later)),
      altered((url) => url.searchParams.set("Expires", "soon")),
      altered((url) => url.searchParams.set("Signature", "AAAA")),
      altered((url) => url.searchParams.set("AccessKeyId", "MINE")),
      altered((url) => url.searchParams.delete("Signature")),
      altered((url) => Object.assign(url, { search: "" })),
      altered((url) => Object.assign(url, { pathname: cover })),
      altered((url) => Object.assign(url, { pathname: url.pathname.replace(/\.mp4$/, ".mov") })),
    ];
    for (const each of links) expect(await codeOf(await get({}, "GET", each))).toEqual([403, "SignatureDoesNotMatch"]);
  });

  it("is its own credential: with others nothing comes, so that a leak is seen", async () => {
    const { get } = await shop();
    for (const name of ["X-Auth-Token", "Authorization", "X-Sdk-Date", "X-Project-Id", "X-Security-Token"]) {
      const answer = await get({ [name]: "secret" });
      const text = await answer.text();
      expect([answer.status, text.includes(name), text.includes("secret")]).toEqual([400, true, false]);
    }
  });

  it("is for reading", async () => {
    const { get } = await shop();
    for (const method of ["PUT", "DELETE", "POST"]) {
      const answer = await get({}, method);
      expect(answer.headers.get("Allow")).toBe("GET, HEAD");
      expect(await codeOf(answer)).toEqual([405, "MethodNotAllowed"]);
    }
  });

  it("leads nowhere in a sandbox that has no such task", async () => {
    const { link } = await shop({ seed: 1 });
    const { get } = await shop({ seed: 2 });
    expect(await codeOf(await get({}, "GET", link))).toEqual([404, "NoSuchKey"]);
  });

  it("is not taken for one when the path only begins like one", async () => {
    const { get, link } = await shop();
    const { error_code } = await (await get({}, "GET", link.replace("?", "/more?"))).json();
    expect(error_code).toBe("APIGW.0101");
  });
});

describe("a refusal", () => {
  it("is in the form of the storage service, with the id of the request", async () => {
    const { get } = await shop();
    const answer = await get({}, "PUT");
    const id = answer.headers.get("X-Obs-Request-Id");
    expect(answer.headers.get("Content-Type")).toBe("application/xml");
    expect(await answer.text()).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>MethodNotAllowed</Code><Message>PUT is not for a file</Message><RequestId>${id}</RequestId></Error>\n`,
    );
    expect((await get({}, "PUT")).headers.get("X-Obs-Request-Id")).not.toBe(id);
  });
});

describe("scenarios of files", () => {
  it("url-expired hands out a first link to the video that has expired, and then good ones", async () => {
    const { asset, ask, get } = await shop({ scenario: "url-expired" });
    const next = async () => fileOf(await (await ask(`digital-assets/${asset.asset_id}`)).json()).download_url;
    expect(await codeOf(await get())).toEqual([403, "AccessDenied"]);
    expect((await get({}, "GET", await next())).status).toBe(200);
    expect((await get({}, "GET", await next())).status).toBe(200);
    expect((await get({}, "GET", fileOf(asset, "COVER").download_url)).status).toBe(200);
  });

  it("reset loses every other connection in the middle, at the same byte for the same seed", async () => {
    const arrived = async (seed: number) => {
      const { tasks, clock, fetch, ask } = setUp({ seed });
      const id = `reset-${seed}`;
      tasks.add({ job_id: id });
      await clock.advance("90s");
      const twice = async (path: string) => (await ask(path).catch(() => ask(path))).json();
      const { output_asset_config } = await twice(`2d-digital-human-videos/${id}`);
      const { download_url, file_size } = fileOf(await twice(`digital-assets/${output_asset_config.asset_id}`));
      const answer = await fetch(download_url);
      const reader = answer.body?.getReader();
      const first = await reader?.read();
      await expect(reader?.read()).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
      expect([answer.status, answer.headers.get("Content-Length")]).toEqual([200, String(file_size)]);
      expect((await bytesOf(await fetch(download_url))).length).toBe(file_size);
      return first?.value?.length;
    };
    const [one, same, other] = [await arrived(3), await arrived(3), await arrived(4)];
    expect(one).toBeGreaterThan(0);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  it("truncated ends every other file early, as if that were all", async () => {
    const { tasks, clock, fetch, ask } = setUp();
    const { output_asset_config } = await (async () => {
      tasks.add({ job_id: "truncated-1" });
      await clock.advance("90s");
      await ask("2d-digital-human-videos/truncated-1");
      return (await ask("2d-digital-human-videos/truncated-1")).json();
    })();
    const path = `digital-assets/${output_asset_config.asset_id}`;
    const { download_url, file_size } = fileOf(
      await ask(path)
        .then((answer) => answer.json())
        .catch(async () => (await ask(path)).json()),
    );
    const [first, second] = [await fetch(download_url), await fetch(download_url)];
    expect(first.headers.get("Content-Length")).toBe(String(file_size));
    expect((await bytesOf(first)).length).toBeLessThan(file_size);
    expect((await bytesOf(second)).length).toBe(file_size);
  });

  it("flaky-5xx and html-502 befall files as well", async () => {
    const statuses = async (name: string) => {
      const { tasks, clock, fetch, ask } = setUp();
      tasks.add({ job_id: name });
      await clock.advance("90s");
      const until = async (path: string): Promise<Response> => {
        const answer = await ask(path);
        return answer.ok ? answer : until(path);
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
