import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { examples } from "../../../generated/examples.js";
import { useCliSandbox, whenPrinted } from "../helpers/cli-process.js";

const sandbox = useCliSandbox();
const { at, run } = sandbox;
const fast = ["--poll-interval", "10ms"];
const validRequest = { script_id: "s", shoot_scripts: [] };

/** Writes a request file. */
function file(content: unknown = validRequest): string {
  const path = at("request.json");
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** Tasks without the example task of the sandbox. */
const createdTasks = () => sandbox.server.tasks.all().slice(1);
/** Completes the task once it is waiting. */
const finishLater = () => ({ onOutput: whenPrinted("WAITING", () => void sandbox.server.clock.advance("10m")) });
const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("create validates first", () => {
  const invalidRequest = { script_id: "s", video_config: { bitrate: 5000, width: 1920, height: 1200 } };

  test("prints errors like check, and sends nothing", async () => {
    const path = file(invalidRequest);
    const checked = await run(["check", path]);
    const created = await run(["create", path]);
    expect(created).toEqual({ code: 3, stdout: checked.stdout, stderr: `${checked.stderr}Nothing was sent.\n` });
    expect((await run(["create", path, "--json"])).stdout).toBe((await run(["check", path, "--json"])).stdout);
    expect(createdTasks()).toEqual([]);
  });

  test("prints warnings and continues, unless --strict is given", async () => {
    const path = file({ ...validRequest, video_config: { bitrate: 5000, width: 1920, height: 1080, frame_rat: "25" } });
    expect(await run(["create", path, "--strict"])).toMatchObject({ code: 3, stdout: expect.stringContaining("frame_rat") });
    expect(createdTasks()).toEqual([]);
    const { code, stdout, stderr } = await run(["create", path]);
    expect([code, stdout, stderr]).toEqual([0, `${createdTasks()[0]?.job_id}\n`, expect.stringContaining("Did you mean frame_rate?")]);
  });

  test("--accept creates a video that only breaks accepted rules", async () => {
    const scene = { shoot_script: { text_config: { text: "Hello." } } };
    const request = file({ model_asset_id: "m", voice_config: { voice_asset_id: "v" }, shoot_scripts: [scene] });
    expect(await run(["create", request])).toMatchObject({ code: 3, stdout: expect.stringContaining("new-video-needs-format") });
    expect(createdTasks()).toEqual([]);
    const { stderr } = await run(["create", request, "--accept", "new-video-needs-format"]);
    expect(stderr).toMatch(/^accepted /m);
  });

  test("rejects a saved response", async () => {
    const path = file(examples.show2DDigitalHumanVideo["200"]);
    expect(await run(["create", path])).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("not a request") });
  });

  test.each([
    ["an existing file", ["-o", "existing.mp4"], "already exists"],
    ["a directory", ["-o", "folder"], "is a directory"],
    ["a path in a missing directory", ["-o", "missing/a.mp4"], "Directory not found"],
    ["a path below a file", ["-o", "existing.mp4/x.mp4"], "ENOTDIR"],
    ["a missing download directory", ["--download", "missing"], "Directory not found"],
    ["a file as download directory", ["--download", "existing.mp4"], "is a file, not a directory"],
  ])("rejects %s before the request is sent", async (_, [flag = "", name = ""], message) => {
    writeFileSync(at("existing.mp4"), "original");
    mkdirSync(at("folder"));
    const { code, stdout, stderr } = await run(["create", file(), flag, at(name)]);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
    expect([createdTasks(), readFileSync(at("existing.mp4"), "utf8")]).toEqual([[], "original"]);
  });

  test("does not write a video to a terminal", async () => {
    const { code, stderr } = await run(["create", file(), "-o", "-"], { terminal: { columns: 80 } });
    expect([code, stderr, createdTasks()]).toEqual([2, expect.stringContaining("is a terminal"), []]);
  });
});

describe("create", () => {
  test("sends one request and prints the job ID", async () => {
    const { code, stdout, stderr } = await run(["create", file()]);
    const [task, ...others] = createdTasks();
    expect([code, stdout, others]).toEqual([0, `${task?.job_id}\n`, []]);
    expect(stderr).toBe(`Next: metastudio-video wait ${task?.job_id}\n`);
    expect(JSON.parse((await run(["create", file(), "--json"])).stdout)).toEqual({ job_id: createdTasks()[1]?.job_id });
  });

  test("reads standard input; --name overrides the name in the request", async () => {
    const named = { ...validRequest, output_asset_config: { asset_name: "other" } };
    const { code } = await run(["create", "-", "--name", "mine"], { input: JSON.stringify(named) });
    expect([code, createdTasks()[0]?.request]).toEqual([0, { ...named, output_asset_config: { asset_name: "mine" } }]);
  });

  test("--wait prints the same lines and result as wait", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "--wait", ...fast], finishLater());
    const [{ job_id = "", asset_id = "" } = {}] = createdTasks();
    expect([code, stdout]).toEqual([0, `${job_id}\n${job_id}\tSUCCEED\t${asset_id}\n`]);
    const waited = await run(["wait", job_id]);
    expect(stdout.endsWith(waited.stdout)).toBe(true);
    expect(stderr.split("\n").map((line) => line.split(/ {2}|,/)[1])).toEqual(["WAITING", "SUCCEED", undefined]);
    expect(waited.stderr).toMatch(/^\S+ {2}SUCCEED {2}0:00\n$/);
  });

  test("--download writes the file into the directory under its own name", async () => {
    mkdirSync(at("videos"));
    const { code, stdout } = await run(["create", file(), "--name", "morning", "--download", at("videos"), ...fast], finishLater());
    const [{ job_id = "", asset_id = "" } = {}] = createdTasks();
    expect([code, stdout]).toEqual([0, `${job_id}\n${job_id}\tSUCCEED\t${asset_id}\n${at("videos/morning.mp4")}\n`]);
    expect(readdirSync(at("videos"))).toEqual(["morning.mp4"]);
  });

  test("--json prints one object per line: created, result, file", async () => {
    const { stdout } = await run(["create", file(), "-o", at("a.mp4"), "--json", ...fast], finishLater());
    const [{ job_id, asset_id } = {}] = createdTasks();
    expect(lines(stdout)).toEqual([
      { type: "created", job_id },
      expect.objectContaining({ type: "result", job_id, state: "SUCCEED", exit_code: 0 }),
      expect.objectContaining({ type: "file", asset_id, path: at("a.mp4"), bytes: readFileSync(at("a.mp4")).length }),
    ]);
  });

  test("-o - prints only the video to stdout and the job ID to stderr", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "-o", "-", ...fast], finishLater());
    expect([code, stderr]).toEqual([0, expect.stringContaining(`job ${createdTasks()[0]?.job_id}\n`)]);
    expect(stdout).toContain("ftyp");
    expect(stdout).not.toContain("SUCCEED");
  });
});

describe("a second run", () => {
  const named = (...args: string[]) => ["create", file(), "--name", "morning", ...args, ...fast];

  test("creates a second video without --unless-exists", async () => {
    for (const _ of [1, 2]) expect((await run(named())).code).toBe(0);
    expect(createdTasks().length).toBe(2);
  });

  test("--unless-exists prints the earlier task and creates none", async () => {
    const first = await run(named("--unless-exists"));
    const second = await run(named("--unless-exists"));
    expect([first.code, second.code, second.stdout, createdTasks().length]).toEqual([0, 0, first.stdout, 1]);
    expect(second.stderr).toContain("has the same name. Nothing was created.\n");
    expect(JSON.parse((await run(named("--unless-exists", "--json"))).stdout)).toEqual({ job_id: first.stdout.trim() });
  });

  test("--unless-exists follows and downloads the earlier task", async () => {
    mkdirSync(at("videos"));
    await run(named());
    await sandbox.server.clock.advance("10m");
    const { code, stdout } = await run(named("--unless-exists", "--download", at("videos")));
    const [{ job_id = "", asset_id = "" } = {}] = createdTasks();
    expect([code, stdout, createdTasks().length]).toEqual([
      0,
      `${job_id}\n${job_id}\tSUCCEED\t${asset_id}\n${at("videos/morning.mp4")}\n`,
      1,
    ]);
  });

  test.each(["fails-1", "canceled-1"])("--unless-exists does not use %s after it ended", async (name) => {
    const args = ["create", file(), "--name", name, "--unless-exists", ...fast];
    await run(args);
    await sandbox.server.clock.advance("10m");
    expect([(await run(args)).code, createdTasks().length]).toEqual([0, 2]);
  });

  test("--unless-exists ignores a task with a similar name, and requires a name", async () => {
    await run(["create", file(), "--name", "morning-2"]);
    expect([(await run(named("--unless-exists"))).code, createdTasks().length]).toEqual([0, 2]);
    expect(await run(["create", file(), "--unless-exists"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--unless-exists requires a name"),
    });
  });

  test.each(["morning.json", "morning.svg"])("a request or a diagram with the name of its video is no existing video: %s", async (name) => {
    mkdirSync(at("requests"));
    writeFileSync(at(`requests/${name}`), "{}");
    expect((await run(named("--download", at("requests")), finishLater())).code).toBe(0);
  });

  test.each(["morning.mp4", "morning.webm", "morning"])("does not create a video whose file %s exists", async (existing) => {
    mkdirSync(at("videos"));
    writeFileSync(at(`videos/${existing}`), "original");
    const { code, stderr } = await run(named("--download", at("videos")));
    expect([code, stderr, createdTasks()]).toEqual([2, expect.stringContaining(`${existing} already exists`), []]);
    expect((await run(named("--download", at("videos"), "--force"), finishLater())).code).toBe(0);
  });

  test("another file in the directory does not prevent it", async () => {
    mkdirSync(at("videos"));
    writeFileSync(at("videos/morning-2.mp4"), "other");
    expect((await run(named("--download", at("videos")), finishLater())).code).toBe(0);
  });
});

describe("a dropped connection never causes a second request", () => {
  test("prints the matching task and the command to inspect it", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "--name", "lost-response-1", ...fast]);
    const [task, ...others] = createdTasks();
    expect([code, stdout, others]).toEqual([5, "", []]);
    expect(stderr).toContain(
      `Found a task named "lost-response-1": ${task?.job_id}\nInspect it: metastudio-video get ${task?.job_id} --show-script\n`,
    );
    expect(stderr).not.toContain("metastudio-video create");
    const again = await run(["create", file(), "--name", "lost-response-2", "--json", ...fast]);
    expect(JSON.parse(again.stdout)).toMatchObject({
      job_id: null,
      exit_code: 5,
      find_criteria: { asset_name: "lost-response-2" },
      candidate_job_ids: [createdTasks()[1]?.job_id],
    });
  });

  test("--wait follows the matching task", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "--name", "lost-response-1", "--wait", ...fast], finishLater());
    const [task, ...others] = createdTasks();
    expect([code, stdout.split("\n")[0], others]).toEqual([0, task?.job_id, []]);
    expect(stderr).toContain("the task was found in the task list");
  });

  test("without a matching task, prints how to search again", async () => {
    const { code, stdout, stderr } = await run(["create", file({ script_id: "reset-1" }), ...fast], { clockSpeed: 100 });
    expect([code, stdout, createdTasks()]).toEqual([5, "", []]);
    expect(stderr).toMatch(
      /No task with script ID "reset-1" is listed yet\..*\nFind it: metastudio-video list --script-id reset-1 --create-since \d{4}-/,
    );
  });

  test("prints all matching tasks", async () => {
    const args = ["create", file(), "--name", "lost-response-1", "--wait", ...fast];
    for (const code of [0, 0]) expect((await run(args, finishLater())).code).toBe(code);
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout, createdTasks().length]).toEqual([5, "", 3]);
    for (const { job_id } of createdTasks()) expect(stderr).toContain(`Inspect it: metastudio-video get ${job_id} --show-script\n`);
  });

  test("SIGINT during the request prints how to find the task", async () => {
    const silent = createServer(() => interrupt()).listen(0, "127.0.0.1");
    let interrupt = (): void => undefined;
    await new Promise((resolve) => silent.once("listening", resolve));
    try {
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const running = run(["create", file(), "--name", "it's mine", "--base-url", url], {
        onStart: (sendSignal) => {
          interrupt = () => sendSignal("SIGINT");
        },
      });
      const { code, stdout, stderr } = await running;
      expect([code, stdout]).toEqual([130, ""]);
      expect(stderr).toContain(`Find it: metastudio-video list --asset-name 'it'\\''s mine' --script-id s --base-url ${url}\n`);
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });
});

describe("an incomplete run prints how to resume", () => {
  const terminateLater = () => ({ onOutput: whenPrinted("WAITING", (sendSignal) => sendSignal("SIGTERM")) });
  const jobId = () => createdTasks()[0]?.job_id;

  test("after --wait", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "--wait", ...fast], terminateLater());
    expect([code, stdout]).toEqual([130, `${jobId()}\n`]);
    expect(stderr).toContain(
      `job ${jobId()}: last seen WAITING\nThe task keeps running. Resume: metastudio-video wait ${jobId()} --poll-interval 10ms\n`,
    );
    expect(stderr).not.toContain("metastudio-video create");
  });

  test("after --download and --output", async () => {
    mkdirSync(at("videos"));
    const folder = await run(["create", file(), "--download", at("videos"), "--json", ...fast], terminateLater());
    expect([folder.code, lines(folder.stdout).at(-1)]).toEqual([
      130,
      expect.objectContaining({ type: "result", state: "WAITING", exit_code: 130 }),
    ]);
    expect(folder.stderr).toContain(
      `Resume: metastudio-video download --job ${jobId()} --folder ${at("videos")} --poll-interval 10ms --json\n`,
    );
    const path = await run(["create", file(), "-o", at("a.mp4"), "--force", "--timeout", "30ms", ...fast]);
    expect([path.code, path.stderr]).toEqual([
      124,
      expect.stringContaining(
        `metastudio-video download --job ${createdTasks()[1]?.job_id} --output ${at("a.mp4")} --force --timeout 30ms --poll-interval 10ms\n`,
      ),
    ]);
  });

  test("the printed command works", async () => {
    await run(["create", file(), "-o", at("a.mp4"), "--timeout", "30ms", ...fast]);
    await sandbox.server.clock.advance("10m");
    expect(await run(["download", "--job", jobId() ?? "", "--output", at("a.mp4")])).toMatchObject({ code: 0, stdout: `${at("a.mp4")}\n` });
  });

  test("but not for a failed task", async () => {
    const { code, stdout, stderr } = await run(["create", file(), "--name", "fails-1", "-o", at("a.mp4"), ...fast], finishLater());
    expect([code, stdout, existsSync(at("a.mp4"))]).toEqual([6, `${jobId()}\n${jobId()}\tFAILED\t-\n`, false]);
    expect(stderr).not.toContain("Resume");
  });

  test("a finished video that cannot be written can still be downloaded", async () => {
    mkdirSync(at("videos"));
    const args = ["create", file(), "--name", "morning", "--download", at("videos"), ...fast];
    const onOutput = whenPrinted("WAITING", () => {
      writeFileSync(at("videos/morning.mp4"), "original");
      void sandbox.server.clock.advance("10m");
    });
    const { code, stderr } = await run(args, { onOutput });
    expect([code, readFileSync(at("videos/morning.mp4"), "utf8")]).toEqual([2, "original"]);
    expect(stderr).toContain(
      `The video is finished. Download it: metastudio-video download ${createdTasks()[0]?.asset_id} --folder ${at("videos")}\n`,
    );
  });
});
