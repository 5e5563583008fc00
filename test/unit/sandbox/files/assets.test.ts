import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checks } from "../../../../generated/checks.js";
import { examples } from "../../../../generated/examples.js";
import { classifyIssues } from "../../../../src/validation/classify-issues.js";
import { documentedTask, fileOf, openAssetSandbox } from "../../helpers/sandbox.js";

const bodyWithName = (asset_name: string) => ({ output_asset_config: { ...documentedTask.output_asset_config, asset_name } });

describe("assets of finished tasks", () => {
  test("shows an active video with its main file and its cover", async () => {
    const { createAsset } = openAssetSandbox();
    const asset = await createAsset({ body: bodyWithName("Two Days") });
    const { errors, rest } = classifyIssues(checks.ShowAssetResponse(asset), "response");
    expect([errors, rest]).toEqual([[], []]);
    expect(asset).toMatchObject({
      project_id: "p1",
      asset_name: "Two Days",
      asset_type: "VIDEO",
      asset_state: "ACTIVED",
      create_time: "2025-12-08T00:00:00Z",
      update_time: "2025-12-08T00:01:30Z",
      files: [
        { file_name: "Two Days.mp4", file_type: "MP4", asset_file_category: "MAIN", state: "CREATED" },
        { file_name: "Two Days.png", file_type: "PNG", asset_file_category: "COVER", state: "CREATED" },
      ],
    });
    // Includes every property of the documented example.
    expect(Object.keys(asset)).toEqual(expect.arrayContaining(Object.keys(examples.showAsset["200"])));
    expect(Object.keys(fileOf(asset))).toEqual(expect.arrayContaining(Object.keys(examples.showAsset["200"].files[0])));
  });

  test.each(["MAIN", "COVER"])("shows size and MD5 of the file at the URL: %s", async (category) => {
    const { createAsset, fetch } = openAssetSandbox();
    const { download_url, file_size, file_md5, file_id } = fileOf(await createAsset(), category);
    expect(download_url).toMatch(/^https:\/\/metastudio\.cn-north-4\.myhuaweicloud\.com\//);
    expect(download_url).toContain(`/${file_id}.`);
    const bytes = Buffer.from(await (await fetch(download_url)).arrayBuffer());
    expect([bytes.length, createHash("md5").update(bytes).digest("base64")]).toEqual([file_size, file_md5]);
  });

  test.each([
    ["H264", "mp4", "video/mp4"],
    ["VP8", "webm", "video/webm"],
    ["QTRLE", "mov", "video/quicktime"],
    ["UNKNOWN", "mp4", "video/mp4"],
  ])("has a file in the format of the codec %s", async (codec, suffix, type) => {
    const { createAsset, fetch } = openAssetSandbox();
    const { file_name, file_type, download_url } = fileOf(
      await createAsset({ body: { video_config: { ...documentedTask.video_config, codec } } }),
    );
    expect([file_name, file_type]).toEqual([`One Day.${suffix}`, suffix.toUpperCase()]);
    expect(new URL(download_url).pathname).toMatch(new RegExp(`\\.${suffix}$`));
    expect((await fetch(download_url)).headers.get("Content-Type")).toBe(type);
  });

  test("describes the file itself, whatever the task requested", async () => {
    const { createAsset } = openAssetSandbox();
    const requested = { ...documentedTask.video_config, codec: "VP8", width: 1080, height: 1920 };
    const asset = await createAsset({ body: { video_config: requested, duration: 12.5 } });
    expect(asset.asset_extra_meta?.video_meta).toMatchObject({
      ...{ video_codec: "vp8", width: 320, height: 180, duration: 2, audio_codec: "opus", audio_channels: 1, mode: "Horizontal" },
    });
  });

  test("truncates file names to 240 characters without splitting a character", async () => {
    const { createAsset } = openAssetSandbox();
    const asset = await createAsset({ body: bodyWithName("🎬".repeat(256)) });
    expect(fileOf(asset).file_name).toBe(`${"🎬".repeat(240)}.mp4`);
    expect(classifyIssues(checks.ShowAssetResponse(asset), "response").errors).toEqual([]);
  });

  test("shows the same cover as the task", async () => {
    const { getPath, fetch, clock } = openAssetSandbox();
    await clock.advance("90s");
    const { output_asset_config } = await (await getPath(`2d-digital-human-videos/${documentedTask.job_id}`)).json();
    const asset = await (await getPath(`digital-assets/${output_asset_config.asset_id}`)).json();
    const cover = await fetch(output_asset_config.cover_url);
    expect([cover.status, cover.headers.get("Content-Type")]).toEqual([200, "image/png"]);
    expect(fileOf(asset, "COVER").download_url).toBe(output_asset_config.cover_url);
  });

  test("shows the asset of the documented example in the scenario doc-example", async () => {
    const { getPath } = openAssetSandbox({ scenario: "doc-example" });
    const { asset_id } = documentedTask.output_asset_config;
    expect(await (await getPath(`digital-assets/${asset_id}`)).json()).toMatchObject({ asset_id, asset_state: "ACTIVED" });
  });

  test.each([
    ["while the task is processed", "happy", "60s"],
    ["of a task that failed", "fails", "1h"],
    ["of a task that was frozen", "blocked", "1h"],
    ["of a task that was canceled", "canceled", "1h"],
  ] as const)("returns 404 %s", async (_, scenario, span) => {
    const { getPath, clock } = openAssetSandbox({ scenario });
    await clock.advance(span);
    const response = await getPath(`digital-assets/${documentedTask.output_asset_config.asset_id}`);
    expect([response.status, await response.json()]).toEqual([404, examples.showAsset["404"]]);
  });

  test("returns the same URL within a second, and another URL in the next second", async () => {
    const { getPath, createAsset, clock } = openAssetSandbox();
    const first = await createAsset();
    const again = async () => (await getPath(`digital-assets/${first.asset_id}`)).json();
    expect(await again()).toEqual(first);
    await clock.advance("1s");
    expect(fileOf(await again()).download_url).not.toBe(fileOf(first).download_url);
  });

  test("derives asset IDs from the seed", async () => {
    const [one, same, other] = await Promise.all([7, 7, 8].map((seed) => openAssetSandbox({ seed }).createAsset()));
    expect(same).toEqual(one);
    expect(other?.asset_id).not.toBe(one?.asset_id);
  });
});
