import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { examples } from "../../../generated/examples.js";
import { type CreateVideoScriptsReq, createClient, UploadError } from "../../../src/index.js";
import { createSandbox } from "../../../src/sandbox/index.js";
import { catchError } from "../helpers/transport.js";

const folder = mkdtempSync(join(tmpdir(), "upload-"));
afterAll(() => rmSync(folder, { recursive: true }));
const content = Buffer.from("not really a PNG");
const file_md5 = createHash("md5").update(content).digest("base64");
const path = join(folder, "studio.png");
writeFileSync(path, content);

/** A client of a sandbox; `onPut` can replace the response to an upload. */
function openClient(onPut?: (attempt: number, request: Request) => Response | undefined) {
  const sandbox = createSandbox({ throttle: false });
  const puts: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.method !== "PUT" || !request.url.includes("sandbox-files")) return sandbox.fetch(request);
    puts.push(request.clone());
    return onPut?.(puts.length, request) ?? sandbox.fetch(request);
  };
  return { client: createClient({ ...sandbox.clientOptions, fetch, random: () => 0 }), sandbox, puts };
}

async function collect<T>(entries: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

describe("assets.upload", () => {
  test.each([
    ["a path", path, {}],
    ["a File", new File([content], "studio.png"), {}],
    ["a Blob", new Blob([content]), { file_name: "studio.png" }],
    ["bytes", new Uint8Array(content), { file_name: "studio.png" }],
  ])("uploads %s with its MD5 and type, and without credentials", async (_, source, properties) => {
    const { client, puts } = openClient();
    const uploaded = await client.assets.upload(source, properties);
    expect(uploaded).toMatchObject({ file_md5, file_size: content.length });
    const asset = await client.assets.get(uploaded.asset_id);
    expect(asset).toMatchObject({
      asset_name: "studio",
      asset_type: "IMAGE",
      asset_state: "ACTIVED",
      files: [{ file_md5, file_type: "png" }],
    });
    const headers = Object.fromEntries(puts[0]?.headers ?? []);
    expect(headers).toMatchObject({ "content-md5": file_md5, "content-type": "image/png" });
    expect(Object.keys(headers).filter((name) => /auth|sdk|project/.test(name))).toEqual([]);
    const { body } = await client.assets.download(uploaded.asset_id);
    expect(Buffer.from(await new Response(body).arrayBuffer())).toEqual(content);
  });

  test("properties override what follows from the file", async () => {
    const { client } = openClient();
    const { asset_id } = await client.assets.upload(path, { asset_name: "Stage", asset_type: "COMMON_FILE", tags: ["blue"] });
    expect(await client.assets.get(asset_id)).toMatchObject({ asset_name: "Stage", asset_type: "COMMON_FILE", tags: ["blue"] });
  });

  test("sends the bytes again after a transient failure", async () => {
    const { client, sandbox, puts } = openClient((attempt) => (attempt < 3 ? new Response("", { status: 503 }) : undefined));
    const { asset_id } = await sandbox.clock.run(client.assets.upload(path));
    expect(puts).toHaveLength(3);
    expect(await client.assets.get(asset_id)).toMatchObject({ asset_state: "ACTIVED" });
  });

  test.each([
    ["a permanent failure", 403, 1],
    ["repeated failures", 500, 3],
    ["a redirect, which could send the file to another host", 307, 1],
  ])("rejects after %s and discards the file", async (_, status, attempts) => {
    const { client, sandbox, puts } = openClient(() => new Response("<Message>no</Message>", { status }));
    const error = (await catchError(sandbox.clock.run(client.assets.upload(path)))) as UploadError;
    expect(error).toBeInstanceOf(UploadError);
    expect(error).toMatchObject({ code: "upload", status, attempts });
    expect(error.message).not.toContain("Signature");
    expect(puts).toHaveLength(attempts);
    const [{ files } = {}] = await collect(client.assets.list({ name: "studio" }));
    expect(files).toMatchObject([{ state: "FAILED" }]);
  });

  test("rejects when no response arrives in time", async () => {
    const { client, sandbox } = openClient(() => new Promise(() => undefined) as never);
    const error = catchError(client.assets.upload(path, {}, { timeoutMs: 1_000 }));
    await sandbox.clock.advance("1m");
    expect(await error).toMatchObject({ code: "upload", attempts: 3, message: expect.stringContaining("no response within 1 s") });
  });

  test("ends with the reason of the signal", async () => {
    const controller = new AbortController();
    const { client } = openClient(() => {
      controller.abort(new Error("enough"));
      return undefined;
    });
    await expect(client.assets.upload(path, {}, { signal: controller.signal })).rejects.toThrow("enough");
  });

  test.each([
    ["a missing file", join(folder, "missing.png"), {}, /Cannot read .*missing\.png/],
    ["bytes without a name", new Uint8Array(1), {}, /file_name is missing/],
    ["an empty file", new Blob([]), { file_name: "a.png" }, /a\.png has 0 bytes/],
  ])("rejects %s before any request", async (_, source, properties, message) => {
    const { client } = openClient();
    await expect(client.assets.upload(source, properties)).rejects.toThrow(message);
    expect(await collect(client.assets.list({ name: "a" }))).toEqual([]);
  });
});

describe("assets.list", () => {
  test("yields every asset once, page by page", async () => {
    const { client } = openClient();
    const names: unknown[] = [];
    for await (const { asset_name } of client.assets.list({
      asset_source: "SYSTEM",
      asset_type: ["HUMAN_MODEL_2D", "VOICE_MODEL"],
      limit: 1,
    }))
      names.push(asset_name);
    expect(names.sort()).toEqual(["Wenxiu", "Xiaoyan, Chinese", "Yunling", "Yunling, English"]);
  });

  test("rejects an empty array, and stops at an abort", async () => {
    const { client } = openClient();
    await expect(collect(client.assets.list({ asset_type: [] }))).rejects.toThrow("asset_type is an empty array");
    const controller = new AbortController();
    const seen: unknown[] = [];
    const iterate = async () => {
      for await (const asset of client.assets.list({ asset_source: "ALL" }, { signal: controller.signal })) {
        seen.push(asset);
        controller.abort(new Error("enough"));
      }
    };
    await expect(iterate()).rejects.toThrow("enough");
    expect(seen).toHaveLength(1);
  });
});

describe("scripts", () => {
  const script: CreateVideoScriptsReq = JSON.parse(JSON.stringify(examples.createVideoScripts.request));

  test("a video uses an uploaded recording", async () => {
    const { client, sandbox, puts } = openClient();
    const { script_id = "" } = await client.scripts.create({ ...script, shoot_scripts: [{ sequence_no: 3, shoot_script: {} }] });
    const audio = await client.scripts.uploadAudio(script_id, new File([content], "speech.mp3"), { audio_duration: 12.5 });
    expect(audio).toEqual({ script_id, sequence_no: 3, audio_id: 1 });
    expect(puts[0]?.headers.get("content-type")).toBe("audio/mp3");
    const saved = await client.scripts.get(script_id);
    expect(saved.shoot_scripts).toEqual([
      { sequence_no: 3, shoot_script: { script_type: "AUDIO", audio_duration: 12.5, audio_config: { audio_id: 1 } } },
    ]);
    const video = await sandbox.clock.run(client.videos.createAndWait({ script_id, output_asset_config: { asset_name: "Recorded" } }));
    expect(video.task.duration).toBe(12.5);
  });

  test("lists, updates and rejects a scene that does not exist", async () => {
    const { client } = openClient();
    const { script_id = "" } = await client.scripts.create(script);
    await client.scripts.update(script_id, { ...script, script_name: "Evening" });
    expect(await collect(client.scripts.list({ name: "Even" }))).toMatchObject([{ script_id, script_name: "Evening" }]);
    await expect(client.scripts.uploadAudio(script_id, new File([content], "a.wav"), { sequence_no: 7 })).rejects.toThrow(
      `Script ${script_id} has no scene 7; its scenes are 0.`,
    );
    const { script_id: empty = "" } = await client.scripts.create({ script_name: "Empty" });
    await expect(client.scripts.uploadAudio(empty, new File([content], "a.wav"))).rejects.toThrow("it has no scenes");
  });
});
