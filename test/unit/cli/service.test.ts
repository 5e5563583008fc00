import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { examples } from "../../../generated/examples.js";
import type { SandboxServer } from "../../../src/sandbox/server.js";
import { type Program, program, upon } from "../../helpers/cli-process.js";
import { eachWithSandbox, once } from "../../helpers/cli-sandbox.js";
import { within } from "../../helpers/run-in-process.js";

const place = eachWithSandbox();
const { run, env } = place;
let server: SandboxServer;
beforeEach(() => {
  server = place.server;
});
/** Where it must be a process of its own. */
let cli: Program;
beforeAll(async () => {
  cli = await program();
});
afterAll(() => cli.remove());

const tenMinutes = () => void server.clock.advance("10m");
const fast = ["--poll-interval", "20ms"];
const doc = examples.show2DDigitalHumanVideo["200"].job_id;
const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("get and list", () => {
  test("get shows a task; as JSON with its script, too", async () => {
    await server.clock.advance("10m");
    const { code, stdout } = await run(["get", doc]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^job_id +26f06524.*\nstate +SUCCEED {2}Finished/)]);
    expect(stdout).not.toMatch(/Signature=(?!\*)/);
    expect(JSON.parse((await run(["get", doc, "--show-script", "--json"])).stdout)).toMatchObject({ job_id: doc, shoot_scripts: [{}] });
  });

  test("get tells why a task failed, by the contract's words", async () => {
    await run(["get", "fails-1"]);
    await server.clock.advance("10m");
    expect(await run(["get", "fails-1"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/state +FAILED[\s\S]+error_code +MSS[\s\S]+hint/),
    });
  });

  test("list prints a task a line, its flags are the operation's parameters", async () => {
    server.tasks.add({ job_id: "happy-1" });
    expect((await run(["list"])).stdout.split("\n").map((line) => line.split("\t")[0])).toEqual([doc, "happy-1", ""]);
    const { stdout } = await run(["list", "--job-ids", "happy-1", "--limit", "1", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ jobs: [{ job_id: "happy-1" }] });
  });
});

describe("wait ends as the task does", () => {
  test.each([
    ["happy-1", 0, "SUCCEED"],
    ["fails-1", 6, "FAILED"],
    ["canceled-1", 7, "CANCELED"],
    ["blocked-1", 8, "BLOCK"],
  ])("%s: %i", async (job, exit, state) => {
    const { code, stdout, stderr } = await run(["wait", job, ...fast], { heard: once("WAITING", tenMinutes) });
    expect([code, stdout.split("\t").slice(0, 2)]).toEqual([exit, [job, state]]);
    expect(stderr.split("\n")[0]).toMatch(new RegExp(`^${job} {2}WAITING {2}\\d:\\d\\d, next poll in 0\\.0 s$`));
  });

  test("many at once: the first that is not well, in the order of the command line", async () => {
    const heard = once("0 of 3", tenMinutes);
    const { code, stdout } = await run(["wait", "happy-1", "blocked-1", "fails-1", "happy-1", "--json", ...fast], { heard });
    expect(code).toBe(8);
    const results = lines(stdout).map(({ type, job_id, state, exit_code }) => [type, job_id, state, exit_code]);
    expect(results.sort()).toEqual([
      ["result", "blocked-1", "BLOCK", 8],
      ["result", "fails-1", "FAILED", 6],
      ["result", "happy-1", "SUCCEED", 0],
    ]);
  });

  test("--on-blocked wait waits on", async () => {
    const [first, then] = [once("WAITING", tenMinutes), once("BLOCK", (signal) => signal("SIGINT"))];
    const heard: typeof first = (text, signal) => [first, then].forEach((hear) => hear(text, signal));
    const { code, stderr } = await run(["wait", "blocked-1", "--on-blocked", "wait", ...fast], { heard });
    expect([code, stderr]).toEqual([130, expect.stringContaining("last seen BLOCK")]);
  });
});

describe("a wait that ends before the task says how to go on, and never to create again", () => {
  test("a timeout", async () => {
    const { code, stdout, stderr } = await run(["wait", "slow-1", "--timeout", "100ms", ...fast]);
    expect([code, stdout]).toEqual([124, ""]);
    expect(stderr).toContain("job slow-1: last seen WAITING");
    expect(stderr).toContain("To resume: metastudio-video wait slow-1 --timeout 100ms --poll-interval 20ms\n");
    expect(stderr).not.toMatch(/create/i);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s, with the flags that were given and none of the secrets", async (signal) => {
    const args = ["wait", "slow-1", "--project", "my project", "--base-url", server.url];
    const { code, stderr } = await run(args, { heard: once("WAITING", (interrupt) => interrupt(signal)) });
    expect(code).toBe(130);
    expect(stderr).toContain(`Interrupted (${signal}).\njob slow-1: last seen WAITING\n`);
    expect(stderr).toContain(`To resume: metastudio-video wait slow-1 --base-url ${server.url} --project 'my project'\n`);
    expect(stderr).not.toContain(server.token);
  });

  test("of many only those that are still under way", async () => {
    server.tasks.add({ job_id: "happy-1", course: [["0s", "succeeded"]] });
    const heard = once("1 of 2", (signal) => signal("SIGINT"));
    const { code, stderr } = await run(["wait", "happy-1", "slow-1"], { heard });
    expect([code, stderr]).toEqual([130, expect.stringContaining("To resume: metastudio-video wait slow-1\n")]);
  });
});

describe("watch --json is one object a line, exactly one result, last", () => {
  test.each([
    ["an end", ["fails-1"], () => once("WAITING", tenMinutes), 6, "FAILED"],
    ["a timeout", ["slow-1", "--timeout", "100ms"], undefined, 124, "WAITING"],
    ["an interrupt", ["slow-1"], () => once("WAITING", (signal) => signal("SIGINT")), 130, "WAITING"],
    ["an error", ["nothing-of-the-kind"], undefined, 5, null],
  ])("%s", async (_, args, hears, exit, state) => {
    const { code, stdout } = await run(["watch", "--json", ...args, ...fast], hears && { heard: hears() });
    const all = lines(stdout);
    expect(code).toBe(exit);
    expect(all.filter(({ type }) => type === "result")).toEqual([all.at(-1)]);
    expect(all.at(-1)).toMatchObject({ type: "result", job_id: args[0], state, exit_code: exit });
    for (const line of all.slice(0, -1)) expect(line).toMatchObject({ type: "update", job_id: args[0], task: { job_id: args[0] } });
  });

  test("for people a line per state, with what it means", async () => {
    const { code, stdout } = await run(["watch", "happy-1", ...fast], { heard: once("WAITING", tenMinutes) });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d:\d\d {2}WAITING +In the queue.*\n\d:\d\d {2}SUCCEED +Finished.*\n$/)]);
  });

  test("nobody who reads is the end of the watch", async () => {
    const { code, stderr } = await cli.run(["watch", "slow-1", "--json", ...fast], {
      env: env(),
      started: (child) => child.stdout.destroy(),
    });
    expect([code, stderr]).toEqual([130, expect.stringContaining("To resume: metastudio-video watch slow-1")]);
  });
});

describe("what goes wrong has its own exit code", () => {
  test("4: nobody, and not who they say", async () => {
    expect(await run(["get", doc], { env: { METASTUDIO_TOKEN: "" } })).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("METASTUDIO_TOKEN"),
    });
    const { code, stderr } = await run(["get", doc], { env: { METASTUDIO_TOKEN: "not-this-one" } });
    expect([code, stderr]).toEqual([4, expect.stringContaining("401")]);
    expect(stderr).not.toContain("not-this-one");
  });

  test("5: no such task, a service that is broken, none at all", async () => {
    expect(await run(["get", "nothing-of-the-kind"])).toMatchObject({ code: 5, stderr: expect.stringContaining("404") });
    expect((await run(["wait", "nothing-of-the-kind", "--json"])).code).toBe(5);
    const refused = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => refused.once("listening", resolve));
    const { port } = refused.address() as AddressInfo;
    await new Promise((resolve) => refused.close(resolve));
    const { code, stderr } = await run(["get", doc], { env: { METASTUDIO_BASE_URL: `http://127.0.0.1:${port}` } });
    expect([code, stderr]).toEqual([5, expect.stringContaining("ECONNREFUSED")]);
  });

  test("2: an id that cannot be one is not sent", async () => {
    expect((await run(["get", "../x"])).code).toBe(2);
  });
});

describe("doctor", () => {
  test("tells what is there, where it came from, and that the service takes it", async () => {
    const { code, stdout } = await run(["doctor", "--json"]);
    const found = Object.fromEntries((JSON.parse(stdout) as { what: string }[]).map(({ what, ...rest }) => [what, rest]));
    expect(code).toBe(0);
    expect(found).toMatchObject({
      place: { ok: true, found: server.url, from: "METASTUDIO_BASE_URL" },
      project: { ok: true, from: "HUAWEICLOUD_SDK_PROJECT_ID" },
      credentials: { ok: true, found: "token, not shown", from: "environment" },
      reachable: { ok: true },
      clock: { ok: true },
      accepted: { ok: true },
    });
    expect(stdout).not.toContain(server.token);
  });

  test("flag before environment, profile where the environment says nothing; a signature is accepted", async () => {
    const { accessKey, secretKey } = server.credentials;
    const file = place.at("credentials");
    writeFileSync(file, `[work]\nak = ${accessKey}\nsk = ${secretKey}\nproject_id = ${server.projectId}\n`);
    chmodSync(file, 0o600);
    const elsewhere = {
      HUAWEICLOUD_SDK_REGION: "cn-north-4",
      METASTUDIO_TOKEN: "of-somebody-else",
      HUAWEICLOUD_SDK_CREDENTIALS_FILE: file,
    };
    const { code, stdout } = await run(["doctor", "--profile", "work", "--base-url", server.url], { env: elsewhere });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /place .*\(--base-url\)\n.*project .*\(profile work\)\n.*credentials +access key, not shown {2}\(profile work\)/,
    );
    expect(stdout).not.toMatch(new RegExp(`${accessKey}|${secretKey}`));
  });

  test("ends with the code of the first that is missing or refused", async () => {
    expect(await within(["doctor", "--offline"])).toMatchObject({ code: 2, stdout: expect.stringContaining("FAIL place") });
    expect((await run(["doctor"], { env: { METASTUDIO_TOKEN: "" } })).code).toBe(4);
    expect(await run(["doctor"], { env: { METASTUDIO_TOKEN: "wrong-one" } })).toMatchObject({
      code: 4,
      stdout: expect.stringMatching(/FAIL accepted/),
    });
  });
});

describe("sandbox", () => {
  test("prints an environment with which the other commands work, until Ctrl-C", async () => {
    let inner: Promise<{ code: number | null; stdout: string }> | undefined;
    const started = (child: ChildProcessWithoutNullStreams): void =>
      upon(
        "METASTUDIO_TOKEN=",
        () => {
          inner = cli.run(["get", "doc-example-1"], { env }).finally(() => child.kill("SIGINT"));
        },
        "stdout",
      )(child);
    const env: Record<string, string> = {};
    const { code, stdout } = await cli.run(["sandbox"], {
      started: (child) => {
        child.stdout.on("data", (text: string) => {
          for (const [, name = "", value = ""] of text.matchAll(/^export (\w+)=(.*)$/gm)) env[name] = value;
        });
        started(child);
      },
    });
    expect([code, stdout.split("\n").length]).toEqual([0, 4]);
    expect(await inner).toMatchObject({ code: 0, stdout: expect.stringContaining("SUCCEED") });
  });

  test("a port that is taken is told", async () => {
    const port = new URL(server.url).port;
    expect(await cli.run(["sandbox", "--port", port])).toMatchObject({ code: 2, stderr: expect.stringContaining("EADDRINUSE") });
  });
});
