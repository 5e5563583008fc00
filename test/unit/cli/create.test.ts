import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { examples } from "../../../generated/examples.js";
import { eachWithSandbox, once } from "../../helpers/cli-sandbox.js";

const place = eachWithSandbox();
const { at, run } = place;
const fast = ["--poll-interval", "10ms"];
const good = { script_id: "s", shoot_scripts: [] };

/** A file with a request, the good one by default. */
function file(content: unknown = good): string {
  const path = at("request.json");
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const orders = () => place.server.tasks.all().slice(1);
const later = () => ({ heard: once("WAITING", () => void place.server.clock.advance("10m")) });
const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("create checks first", () => {
  const bad = { script_id: "s", video_config: { bitrate: 5000, width: 1920, height: 1200 } };

  test("what check finds is told as check tells it, and nothing is sent", async () => {
    const path = file(bad);
    const checked = await run(["check", path]);
    const created = await run(["create", path]);
    expect(created).toEqual({ code: 3, stdout: checked.stdout, stderr: `${checked.stderr}Nothing was sent.\n` });
    expect((await run(["create", path, "--json"])).stdout).toBe((await run(["check", path, "--json"])).stdout);
    expect(orders()).toEqual([]);
  });

  test("warnings are told and let it pass, unless --strict", async () => {
    const path = file({ ...good, video_config: { bitrate: 5000, width: 1920, height: 1080, frame_rat: "25" } });
    expect(await run(["create", path, "--strict"])).toMatchObject({ code: 3, stdout: expect.stringContaining("frame_rat") });
    expect(orders()).toEqual([]);
    const { code, stdout, stderr } = await run(["create", path]);
    expect([code, stdout, stderr]).toEqual([0, `${orders()[0]?.job_id}\n`, expect.stringContaining("Did you mean frame_rate?")]);
  });

  test("an answer that was saved is no request", async () => {
    const path = file(examples.show2DDigitalHumanVideo["200"]);
    expect(await run(["create", path])).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("not a request") });
  });

  test.each([
    ["there already", ["-o", "there.mp4"], "is there already"],
    ["a folder", ["-o", "folder"], "is a directory"],
    ["in no folder", ["-o", "no/where.mp4"], "There is no folder"],
    ["in a file", ["-o", "there.mp4/x.mp4"], "ENOTDIR"],
    ["a folder that is none", ["--download", "no"], "There is no folder"],
    ["a folder that is a file", ["--download", "there.mp4"], "is a file, not a folder"],
  ])("what cannot be written is known before anything is paid for: %s", async (_, [flag = "", name = ""], words) => {
    writeFileSync(at("there.mp4"), "mine");
    mkdirSync(at("folder"));
    const { code, stdout, stderr } = await run(["create", file(), flag, at(name)]);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(words)]);
    expect([orders(), readFileSync(at("there.mp4"), "utf8")]).toEqual([[], "mine"]);
  });

  test("nor is a video shown on a terminal", async () => {
    const { code, stderr } = await run(["create", file(), "-o", "-"], { terminal: { columns: 80 } });
    expect([code, stderr, orders()]).toEqual([2, expect.stringContaining("is a terminal"), []]);
  });
});

describe("create orders", () => {
  test("once, and gives the id", async () => {
    const { code, stdout, stderr } = await run(["create", file()]);
    const [order, ...others] = orders();
    expect([code, stdout, others]).toEqual([0, `${order?.job_id}\n`, []]);
    expect(stderr).toBe(`To wait for it: metastudio-video wait ${order?.job_id}\n`);
    expect(JSON.parse((await run(["create", file(), "--json"])).stdout)).toEqual({ job_id: orders()[1]?.job_id });
  });

  test("from a pipe, under the name that is given", async () => {
    const named = { ...good, output_asset_config: { asset_name: "other" } };
    const { code } = await run(["create", "-", "--name", "mine"], { input: JSON.stringify(named) });
    expect([code, orders()[0]?.request]).toEqual([0, { ...named, output_asset_config: { asset_name: "mine" } }]);
  });

  test("--wait goes on as wait does: the same lines, the same result", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "--wait", ...fast], later());
    const [{ job_id = "", asset_id = "" } = {}] = orders();
    expect([code, stdout]).toEqual([0, `${job_id}\n${job_id}\tSUCCEED\t${asset_id}\n`]);
    const waited = await run(["wait", job_id]);
    expect(stdout.endsWith(waited.stdout)).toBe(true);
    expect(stderr.split("\n").map((line) => line.split(/ {2}|,/)[1])).toEqual(["WAITING", "SUCCEED", undefined]);
    expect(waited.stderr).toMatch(/^\S+ {2}SUCCEED {2}0:00\n$/);
  });

  test("--download puts the file into the folder, under its own name", async () => {
    mkdirSync(at("videos"));
    const { code, stdout } = await run(["create", file(), "--name", "morning", "--download", at("videos"), ...fast], later());
    const [{ job_id = "", asset_id = "" } = {}] = orders();
    expect([code, stdout]).toEqual([0, `${job_id}\n${job_id}\tSUCCEED\t${asset_id}\n${at("videos/morning.mp4")}\n`]);
    expect(readdirSync(at("videos"))).toEqual(["morning.mp4"]);
  });

  test("--json is one object a line: created, result, file", async () => {
    const { stdout } = await run(["create", file(), "-o", at("a.mp4"), "--json", ...fast], later());
    const [{ job_id, asset_id } = {}] = orders();
    expect(lines(stdout)).toEqual([
      { type: "created", job_id },
      expect.objectContaining({ type: "result", job_id, state: "SUCCEED", exit_code: 0 }),
      expect.objectContaining({ type: "file", asset_id, path: at("a.mp4"), bytes: readFileSync(at("a.mp4")).length }),
    ]);
  });

  test("-o - is the video alone; the id is told beside it", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "-o", "-", ...fast], later());
    expect([code, stderr]).toEqual([0, expect.stringContaining(`job ${orders()[0]?.job_id}\n`)]);
    expect(stdout).toContain("ftyp");
    expect(stdout).not.toContain("SUCCEED");
  });
});

describe("a lost answer is never the reason for a second order", () => {
  test("what was found is told, with the command that shows it", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "--name", "lost-answer-1", ...fast]);
    const [order, ...others] = orders();
    expect([code, stdout, others]).toEqual([5, "", []]);
    expect(stderr).toContain(`by "lost-answer-1": ${order?.job_id}\nTo see it: metastudio-video get ${order?.job_id} --show-script\n`);
    expect(stderr).not.toContain("metastudio-video create");
    const again = await run(["create", file(), "--name", "lost-answer-2", "--json", ...fast]);
    expect(JSON.parse(again.stdout)).toMatchObject({ job_id: null, exit_code: 5, found: [orders()[1]?.job_id] });
  });

  test("--wait follows the one that was found", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "--name", "lost-answer-1", "--wait", ...fast], later());
    const [order, ...others] = orders();
    expect([code, stdout.split("\n")[0], others]).toEqual([0, order?.job_id, []]);
    expect(stderr).toContain("found by its name");
  });

  test("nothing found proves nothing, and says where to look", async () => {
    const { code, stdout, stderr } = await run(["create", file({ script_id: "reset-1" }), ...fast]);
    expect([code, stdout, orders()]).toEqual([5, "", []]);
    expect(stderr).toMatch(
      /proves nothing: look again in a minute\.\nTo look for it: metastudio-video list --script-id reset-1 --create-since \d{4}-/,
    );
  });

  test("several that can be it are all told", async () => {
    const args = ["create", file(), "--name", "lost-answer-1", "--wait", ...fast];
    for (const code of [0, 0]) expect((await run(args, later())).code).toBe(code);
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout, orders().length]).toEqual([5, "", 3]);
    for (const { job_id } of orders()) expect(stderr).toContain(`To see it: metastudio-video get ${job_id} --show-script\n`);
  });

  test("Ctrl-C while the order is under way says how to look for it", async () => {
    const silent = createServer(() => stop()).listen(0, "127.0.0.1");
    let stop = (): void => undefined;
    await new Promise((resolve) => silent.once("listening", resolve));
    try {
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const running = run(["create", file(), "--name", "it's mine", "--base-url", url], {
        begun: (signal) => {
          stop = () => signal("SIGINT");
        },
      });
      const { code, stdout, stderr } = await running;
      expect([code, stdout]).toEqual([130, ""]);
      expect(stderr).toContain(`To look for it: metastudio-video list --asset-name 'it'\\''s mine' --script-id s --base-url ${url}\n`);
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });
});

describe("an end before the video says how to go on", () => {
  const stop = () => ({ heard: once("WAITING", (signal) => signal("SIGTERM")) });
  const id = () => orders()[0]?.job_id;

  test("a wait", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "--wait", ...fast], stop());
    expect([code, stdout]).toEqual([130, `${id()}\n`]);
    expect(stderr).toContain(
      `job ${id()}: last seen WAITING\nThe task goes on. To resume: metastudio-video wait ${id()} --poll-interval 10ms\n`,
    );
    expect(stderr).not.toContain("metastudio-video create");
  });

  test("a download", async () => {
    mkdirSync(at("videos"));
    const folder = await run(["create", file(), "--download", at("videos"), "--json", ...fast], stop());
    expect([folder.code, lines(folder.stdout).at(-1)]).toEqual([
      130,
      expect.objectContaining({ type: "result", state: "WAITING", exit_code: 130 }),
    ]);
    expect(folder.stderr).toContain(
      `To resume: metastudio-video download --job ${id()} --folder ${at("videos")} --poll-interval 10ms --json\n`,
    );
    const path = await run(["create", file(), "-o", at("a.mp4"), "--force", "--timeout", "30ms", ...fast]);
    expect([path.code, path.stderr]).toEqual([
      124,
      expect.stringContaining(
        `metastudio-video download --job ${orders()[1]?.job_id} --output ${at("a.mp4")} --force --timeout 30ms --poll-interval 10ms\n`,
      ),
    ]);
  });

  test("what it says is what works", async () => {
    await run(["create", file(), "-o", at("a.mp4"), "--timeout", "30ms", ...fast]);
    await place.server.clock.advance("10m");
    expect(await run(["download", "--job", id() ?? "", "--output", at("a.mp4")])).toMatchObject({ code: 0, stdout: `${at("a.mp4")}\n` });
  });

  test("a task that failed is over: nothing to resume", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "--name", "fails-1", "-o", at("a.mp4"), ...fast], later());
    expect([code, stdout, existsSync(at("a.mp4"))]).toEqual([6, `${id()}\n${id()}\tFAILED\t-\n`, false]);
    expect(stderr).not.toContain("To resume");
  });

  test("a video that is made and cannot be written is there to be fetched", async () => {
    mkdirSync(at("videos"));
    writeFileSync(at("videos/morning.mp4"), "mine");
    const args = ["create", file(), "--name", "morning", "--download", at("videos"), ...fast];
    const { code, stderr } = await run(args, later());
    expect([code, readFileSync(at("videos/morning.mp4"), "utf8")]).toEqual([2, "mine"]);
    expect(stderr).toContain(`To fetch it: metastudio-video download ${orders()[0]?.asset_id} --folder ${at("videos")}\n`);
  });
});
