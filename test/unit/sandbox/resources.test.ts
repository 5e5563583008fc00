import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { examples } from "../../../generated/examples.js";
import { namedRequest, openSandbox, videoRequest } from "../helpers/sandbox.js";

const names = ({ body }: { readonly body: { readonly assets: readonly { asset_name: string }[] } }) =>
  body.assets.map(({ asset_name }) => asset_name);
const bytes = new TextEncoder().encode("not really a PNG");
const md5 = (content: Uint8Array): string => createHash("md5").update(content).digest("base64");

function openLibrary() {
  const sandbox = openSandbox({ throttle: false });
  const list = async (query: string) => names(await sandbox.call("GET", `/digital-assets?${query}`));
  const createAsset = async (user?: string): Promise<string> => {
    const options = { body: { asset_name: "Stage", asset_type: "IMAGE" }, ...(user !== undefined && { user }) };
    return (await sandbox.call("POST", "/digital-assets", options)).body.asset_id;
  };
  const createFile = (asset_id: string, more: object = {}) =>
    sandbox.call("POST", "/files", {
      body: {
        file_name: "stage.png",
        file_md5: md5(bytes),
        file_size: bytes.length,
        file_type: "png",
        asset_id,
        asset_file_category: "MAIN",
        ...more,
      },
    });
  const put = (url: string, headers: Record<string, string> = { "Content-MD5": md5(bytes), "Content-Type": "image/png" }, body = bytes) =>
    sandbox.fetch(url, { method: "PUT", headers, body });
  const complete = (file: string, state = "CREATED") => sandbox.call("POST", `/files/${file}/complete`, { body: { state } });
  return { ...sandbox, list, createAsset, createFile, put, complete };
}

describe("library", () => {
  test.each([
    ["", ["Studio"]],
    ["asset_source=SYSTEM&asset_type=HUMAN_MODEL_2D", ["Yunling", "Wenxiu"]],
    ["asset_source=ALL&asset_type=VOICE_MODEL,IMAGE&sort_dir=desc", ["Xiaoyan, Chinese", "Studio", "Yunling, English"]],
    ["asset_source=ALL&language=EN", ["Yunling, English"]],
    ["asset_source=ALL&is_realtime_voice=false", ["Xiaoyan, Chinese"]],
    ["asset_source=ALL&name=Yun", ["Yunling", "Yunling, English"]],
    ["asset_source=ALL&name=Yunling&accurate_query_field=name", ["Yunling"]],
    ["asset_source=ALL&tag=BODY", ["Yunling", "Wenxiu"]],
    ["asset_source=ALL&tag=FULL,STANDING&tag_combination_type=INTERSECTION", ["Wenxiu"]],
    ["asset_source=ALL&tag=FULL,SITTING&tag_combination_type=UNION_SET", ["Wenxiu"]],
    ["asset_source=ALL&system_property=BACKGROUND_IMG:Yes", ["Studio"]],
    ["asset_source=ALL&start_time=2024-08-01T00:00:00Z", ["Wenxiu", "Xiaoyan, Chinese"]],
    ["asset_source=ALL&end_time=2024-08-01T00:00:00Z&limit=1&offset=1", ["Yunling, English"]],
    ["asset_source=ALL&asset_id=b4b147bc522828731f1a016bfa72c073&asset_id=x", ["Wenxiu"]],
    ["asset_source=ALL&asset_state=BLOCK", []],
  ])("lists by %s", async (query, expected) => {
    const { list } = openLibrary();
    const presets = (await list(query)).filter((name) => name !== "One Day");
    expect(presets).toEqual(expected);
  });

  test("counts independently of the page", async () => {
    const { call } = openLibrary();
    expect((await call("GET", "/digital-assets?asset_source=SYSTEM&limit=1")).body).toMatchObject({ count: 4, assets: [{}] });
  });

  test("shows a preset", async () => {
    const [avatar] = examples.listAssets["200"].assets;
    const { body } = await openLibrary().call("GET", `/digital-assets/${avatar.asset_id}`);
    expect(body).toEqual(avatar);
  });

  test("lists the videos of finished tasks", async () => {
    const { list, create, clock } = openLibrary();
    await create(namedRequest("Greeting"));
    expect(await list("asset_type=VIDEO&name=Greeting")).toEqual([]);
    await clock.advance("90s");
    expect(await list("asset_type=VIDEO&name=Greeting")).toEqual(["Greeting"]);
  });
});

describe("uploads", () => {
  test("a file arrives, and its asset can be used", async () => {
    const { createAsset, createFile, put, complete, call, fetch } = openLibrary();
    const id = await createAsset();
    expect((await call("GET", `/digital-assets/${id}`)).body).toMatchObject({
      asset_name: "Stage",
      asset_state: "CREATING",
      project_id: "p1",
    });
    const { file_id, upload_url } = (await createFile(id)).body;
    expect((await call("GET", `/digital-assets/${id}`)).body.files).toMatchObject([{ file_id, state: "CREATING" }]);
    expect((await put(upload_url)).status).toBe(200);
    expect((await complete(file_id)).status).toBe(200);
    const { body } = await call("GET", `/digital-assets/${id}`);
    expect(body).toMatchObject({ asset_state: "ACTIVED", files: [{ file_name: "stage.png", file_md5: md5(bytes), state: "CREATED" }] });
    expect(new Uint8Array(await (await fetch(body.files[0].download_url)).arrayBuffer())).toEqual(bytes);
  });

  test.each([
    ["without Content-MD5", { "Content-Type": "image/png" }, bytes, 403],
    ["with another Content-Type", { "Content-MD5": md5(bytes), "Content-Type": "application/octet-stream" }, bytes, 403],
    ["with other bytes", { "Content-MD5": md5(bytes), "Content-Type": "image/png" }, bytes.slice(1), 400],
  ])("rejects an upload %s", async (_, headers, body, status) => {
    const { createAsset, createFile, put, complete } = openLibrary();
    const { file_id, upload_url } = (await createFile(await createAsset())).body;
    expect((await put(upload_url, headers as Record<string, string>, body)).status).toBe(status);
    expect((await complete(file_id)).status).toBe(400);
  });

  test("rejects a forged and an expired URL", async () => {
    const { createAsset, createFile, put, clock } = openLibrary();
    const { upload_url } = (await createFile(await createAsset())).body;
    expect((await put(upload_url.replace("Signature=", "Signature=0"))).status).toBe(403);
    await clock.advance("25h");
    expect((await put(upload_url)).status).toBe(403);
  });

  test("rejects a size that differs from the announced one", async () => {
    const { createAsset, createFile, put, complete } = openLibrary();
    const { file_id, upload_url } = (await createFile(await createAsset(), { file_size: 1 })).body;
    expect((await put(upload_url)).status).toBe(200);
    expect((await complete(file_id)).body.error_msg).toContain("file_size is 1");
  });

  test("an asset has one main file, unless its upload failed", async () => {
    const { createAsset, createFile, complete } = openLibrary();
    const id = await createAsset();
    const { file_id } = (await createFile(id)).body;
    expect((await createFile(id)).body.error_code).toBe("MSS.10001008");
    expect((await createFile(id, { asset_file_category: "COVER" })).status).toBe(200);
    expect((await createFile(id, { asset_file_category: "COVER" })).body.error_code).toBe("MSS.10001009");
    expect((await complete(file_id, "FAILED")).status).toBe(200);
    expect((await createFile(id)).status).toBe(200);
  });

  test("rejects unknown assets and files", async () => {
    const { createAsset, createFile, complete, call } = openLibrary();
    expect((await createFile("unknown")).body.error_code).toBe("MSS.10001001");
    expect((await createFile(await createAsset("someone"))).body.error_code).toBe("MSS.10001001");
    expect((await complete("unknown")).body.error_code).toBe("MSS.10001004");
    expect((await call("GET", "/digital-assets/unknown")).status).toBe(404);
  });
});

describe("saved scripts", () => {
  const audioScript = examples.createVideoScripts.request;

  test("a recording arrives, and a video uses the script", async () => {
    const { call, fetch, create, show, clock } = openLibrary();
    const { script_id, audio_files } = (await call("POST", "/digital-human-video-scripts", { body: audioScript })).body;
    const [file] = audio_files.audio_file_url;
    expect(file).toMatchObject({ sequence_no: 0, audio_id: 1 });
    expect((await call("GET", `/digital-human-video-scripts/${script_id}`)).body).not.toHaveProperty("audio_files");
    expect((await fetch(file.audio_file_upload_url, { method: "PUT", body: bytes })).status).toBe(200);
    const { body: saved } = await call("GET", `/digital-human-video-scripts/${script_id}`);
    expect(saved).toMatchObject({ ...audioScript, script_id, audio_files: { audio_file_url: [{ sequence_no: 0, audio_id: 1 }] } });
    const { audio_file_download_url } = saved.audio_files.audio_file_url[0];
    expect(new Uint8Array(await (await fetch(audio_file_download_url)).arrayBuffer())).toEqual(bytes);
    const [scene] = audioScript.shoot_scripts;
    const body = { ...audioScript, shoot_scripts: [{ ...scene, shoot_script: { ...scene.shoot_script, audio_duration: 12.5 } }] };
    expect((await call("PUT", `/digital-human-video-scripts/${script_id}`, { body })).body.audio_files.audio_file_url[0].audio_id).toBe(1);
    const { job_id } = (await create({ script_id, output_asset_config: { asset_name: "Recorded" } })).body;
    await clock.advance("90s");
    expect((await show(job_id, "?show_script=true")).body).toMatchObject({
      script_id,
      duration: 12.5,
      model_asset_id: audioScript.model_asset_id,
      shoot_scripts: body.shoot_scripts,
    });
  });

  test("lists, shows and replaces scripts of the user", async () => {
    const { call } = openLibrary();
    const created = (name: string, user?: string) =>
      call("POST", "/digital-human-video-scripts", { body: { script_name: name }, ...(user !== undefined && { user }) });
    const { script_id } = (await created("Morning")).body;
    await created("Evening");
    const { script_id: hidden } = (await created("Hidden", "someone")).body;
    const { body } = await call("GET", "/digital-human-video-scripts?name=ning&limit=1");
    expect(body).toMatchObject({ count: 2, video_scripts: [{ script_name: "Morning" }] });
    expect((await call("PUT", `/digital-human-video-scripts/${script_id}`, { body: { script_name: "Noon" } })).body.script_id).toBe(
      script_id,
    );
    expect((await call("GET", `/digital-human-video-scripts/${script_id}`)).body.script_name).toBe("Noon");
    for (const id of [hidden, "unknown"]) expect((await call("GET", `/digital-human-video-scripts/${id}`)).status).toBe(404);
  });

  test("a request overrides its script", async () => {
    const { call, create, show } = openLibrary();
    const { script_id } = (await call("POST", "/digital-human-video-scripts", { body: audioScript })).body;
    const { job_id } = (await create({ ...videoRequest, script_id })).body;
    expect((await show(job_id, "?show_script=true")).body).toMatchObject({ script_id, shoot_scripts: videoRequest.shoot_scripts });
  });
});
