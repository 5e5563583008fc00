import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checks } from "../../../../generated/checks.js";
import { examples } from "../../../../generated/examples.js";
import { classifyIssues } from "../../../../src/validation/classify-issues.js";
import { fileOf, page, setUp } from "../../../helpers/cake-shop.js";

const name = (asset_name: string) => ({ output_asset_config: { ...page.output_asset_config, asset_name } });

describe("the asset of a finished task", () => {
  it("is a video that can be used, with its file and its picture", async () => {
    const { assetOf } = setUp();
    const asset = await assetOf({ body: name("Two Days") });
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
    // Nothing that the documented example has is missing.
    expect(Object.keys(asset)).toEqual(expect.arrayContaining(Object.keys(examples.showAsset["200"])));
    expect(Object.keys(fileOf(asset))).toEqual(expect.arrayContaining(Object.keys(examples.showAsset["200"].files[0])));
  });

  it.each(["MAIN", "COVER"])("says size and MD5 of what its link leads to: %s", async (category) => {
    const { assetOf, fetch } = setUp();
    const { download_url, file_size, file_md5, file_id } = fileOf(await assetOf(), category);
    expect(download_url).toMatch(/^https:\/\/metastudio\.cn-north-4\.myhuaweicloud\.com\//);
    expect(download_url).toContain(`/${file_id}.`);
    const bytes = Buffer.from(await (await fetch(download_url)).arrayBuffer());
    expect([bytes.length, createHash("md5").update(bytes).digest("base64")]).toEqual([file_size, file_md5]);
  });

  it.each([
    ["H264", "mp4", "video/mp4"],
    ["VP8", "webm", "video/webm"],
    ["QTRLE", "mov", "video/quicktime"],
    ["of tomorrow", "mp4", "video/mp4"],
  ])("has the file that the codec %s stands for", async (codec, suffix, type) => {
    const { assetOf, fetch } = setUp();
    const { file_name, file_type, download_url } = fileOf(await assetOf({ body: { video_config: { ...page.video_config, codec } } }));
    expect([file_name, file_type]).toEqual([`One Day.${suffix}`, suffix.toUpperCase()]);
    expect(new URL(download_url).pathname).toMatch(new RegExp(`\\.${suffix}$`));
    expect((await fetch(download_url)).headers.get("Content-Type")).toBe(type);
  });

  it("names its files by at most 240 characters of its name, none of them cut in two", async () => {
    const { assetOf } = setUp();
    const asset = await assetOf({ body: name("🎬".repeat(256)) });
    expect(fileOf(asset).file_name).toBe(`${"🎬".repeat(240)}.mp4`);
    expect(classifyIssues(checks.ShowAssetResponse(asset), "response").errors).toEqual([]);
  });

  it("shows the picture that the task shows", async () => {
    const { ask, assetOf, fetch, clock } = setUp();
    await clock.advance("90s");
    const { output_asset_config } = await (await ask(`2d-digital-human-videos/${page.job_id}`)).json();
    const asset = await (await ask(`digital-assets/${output_asset_config.asset_id}`)).json();
    const cover = await fetch(output_asset_config.cover_url);
    expect([cover.status, cover.headers.get("Content-Type")]).toEqual([200, "image/png"]);
    expect(fileOf(asset, "COVER").download_url).toBe(output_asset_config.cover_url);
    expect(fileOf(await assetOf(), "COVER").file_md5).not.toBe(fileOf(asset, "COVER").file_md5);
  });

  it("is there for the page's example to the letter, too", async () => {
    const { ask } = setUp({ scenario: "doc-example" });
    const { asset_id } = page.output_asset_config;
    expect(await (await ask(`digital-assets/${asset_id}`)).json()).toMatchObject({ asset_id, asset_state: "ACTIVED" });
  });

  it.each([
    ["while the task works", "happy", "60s"],
    ["of a task that failed", "fails", "1h"],
    ["of a task that was frozen", "blocked", "1h"],
    ["of a task that was canceled", "canceled", "1h"],
  ] as const)("is not there %s", async (_, scenario, span) => {
    const { ask, clock } = setUp({ scenario });
    await clock.advance(span);
    const answer = await ask(`digital-assets/${page.output_asset_config.asset_id}`);
    expect([answer.status, await answer.json()]).toEqual([404, examples.showAsset["404"]]);
  });

  it("has links that differ from one second to the next, and not within it", async () => {
    const { ask, assetOf, clock } = setUp();
    const first = await assetOf();
    const again = async () => (await ask(`digital-assets/${first.asset_id}`)).json();
    expect(await again()).toEqual(first);
    await clock.advance("1s");
    expect(fileOf(await again()).download_url).not.toBe(fileOf(first).download_url);
  });

  it("is the same in two sandboxes of one seed, and another one with another", async () => {
    const [one, same, other] = await Promise.all([7, 7, 8].map((seed) => setUp({ seed }).assetOf()));
    expect(same).toEqual(one);
    expect(other?.asset_id).not.toBe(one?.asset_id);
  });
});
