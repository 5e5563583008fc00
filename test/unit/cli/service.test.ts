import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { examples } from "../../../generated/examples.js";
import { createSandbox } from "../../../src/sandbox/index.js";
import type { SandboxServer } from "../../../src/sandbox/server.js";
import { type InstalledCli, installCli, runInProcess, useCliSandbox, whenOutput, whenPrinted } from "../helpers/cli-process.js";

const sandbox = useCliSandbox();
const { run, env } = sandbox;
let server: SandboxServer;
beforeEach(() => {
  server = sandbox.server;
});
/** For tests that need a separate process. */
let cli: InstalledCli;
beforeAll(async () => {
  cli = await installCli();
});
afterAll(() => cli.remove());

const tenMinutes = () => void server.clock.advance("10m");
const fast = ["--poll-interval", "20ms"];
const exampleJob = examples.show2DDigitalHumanVideo["200"].job_id;
const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("get and list", () => {
  test("get prints a task, and with --show-script --json its script", async () => {
    await server.clock.advance("10m");
    const { code, stdout } = await run(["get", exampleJob]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^job_id +26f06524.*\nstate +SUCCEED {2}Finished/)]);
    expect(stdout).not.toMatch(/Signature=(?!\*)/);
    expect(JSON.parse((await run(["get", exampleJob, "--show-script", "--json"])).stdout)).toMatchObject({
      job_id: exampleJob,
      shoot_scripts: [{}],
    });
  });

  test("get prints why a task failed, with the description from the contract", async () => {
    await run(["get", "fails-1"]);
    await server.clock.advance("10m");
    expect(await run(["get", "fails-1"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/state +FAILED[\s\S]+error_code +MSS[\s\S]+hint/),
    });
  });

  test("list prints one task per line; its flags are query parameters", async () => {
    server.tasks.add({ job_id: "happy-1" });
    expect((await run(["list"])).stdout.split("\n").map((line) => line.split("\t")[0])).toEqual(["happy-1", exampleJob, ""]);
    expect((await run(["list", "--sort-dir", "asc"])).stdout.split("\n")[0]).toContain(exampleJob);
    const { stdout } = await run(["list", "--job-ids", "happy-1", "--limit", "1", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ jobs: [{ job_id: "happy-1" }] });
  });
});

test("list prints how to see more, until the last page", async () => {
  for (const job_id of ["happy-1", "happy-2", "happy-3"]) server.tasks.add({ job_id });
  const first = await run(["list", "--limit", "3", "--state", "WAITING"]);
  expect(first.stderr).toBe("3 of 4 tasks\nMore: metastudio-video list --limit 3 --state WAITING --offset 3\n");
  expect((await run(["list", "--limit", "3", "--state", "WAITING", "--offset", "3"])).stderr).toBe("1 of 4 tasks\n");
});

test("list converts times to the format of the service", async () => {
  const now = new Date(server.clock.now());
  expect((await run(["list", "--create-since", now.toISOString().slice(0, 10)])).stderr).toBe("1 of 1 tasks\n");
  expect((await run(["list", "--create-since", new Date(now.getTime() + 3_600_000).toISOString()])).stderr).toBe("0 of 0 tasks\n");
});

test("wait explains a failed task and does not suggest to retry the request", async () => {
  server.tasks.add({ job_id: "fails-1", timeline: [["0s", "failed"]] });
  const { code, stderr } = await run(["wait", "fails-1"]);
  expect([code, stderr]).toEqual([
    6,
    expect.stringMatching(/hint: A failed task does not continue\. Run metastudio-video explain MSS\.\d+\..*\nrequest ID: \w+\n/),
  ]);
  expect(stderr).not.toMatch(/retry/i);
});

describe("wait exits with the outcome of the task", () => {
  test.each([
    ["happy-1", 0, "SUCCEED"],
    ["fails-1", 6, "FAILED"],
    ["canceled-1", 7, "CANCELED"],
    ["blocked-1", 8, "BLOCK"],
  ])("%s: %i", async (job, exit, state) => {
    const { code, stdout, stderr } = await run(["wait", job, ...fast], { onOutput: whenPrinted("WAITING", tenMinutes) });
    expect([code, stdout.split("\t").slice(0, 2)]).toEqual([exit, [job, state]]);
    expect(stderr.split("\n")[0]).toMatch(new RegExp(`^${job} {2}WAITING {2}\\d:\\d\\d, next poll in 0\\.0 s$`));
  });

  test("uses the first unsuccessful task of the command line", async () => {
    const onOutput = whenPrinted("0 of 3", tenMinutes);
    const { code, stdout } = await run(["wait", "happy-1", "blocked-1", "fails-1", "happy-1", "--json", ...fast], { onOutput });
    expect(code).toBe(8);
    const results = lines(stdout).map(({ type, job_id, state, exit_code }) => [type, job_id, state, exit_code]);
    expect(results.sort()).toEqual([
      ["result", "blocked-1", "BLOCK", 8],
      ["result", "fails-1", "FAILED", 6],
      ["result", "happy-1", "SUCCEED", 0],
    ]);
  });

  test("--on-blocked wait keeps waiting", async () => {
    const listeners = [whenPrinted("WAITING", tenMinutes), whenPrinted("BLOCK", (sendSignal) => sendSignal("SIGINT"))];
    const onOutput: (typeof listeners)[0] = (text, sendSignal) => listeners.forEach((listener) => listener(text, sendSignal));
    const { code, stderr } = await run(["wait", "blocked-1", "--on-blocked", "wait", ...fast], { onOutput });
    expect([code, stderr]).toEqual([130, expect.stringContaining("last seen BLOCK")]);
  });
});

describe("an incomplete wait prints how to resume, and never suggests create", () => {
  test("after a timeout", async () => {
    const { code, stdout, stderr } = await run(["wait", "slow-1", "--timeout", "100ms", ...fast]);
    expect([code, stdout]).toEqual([124, ""]);
    expect(stderr).toContain("job slow-1: last seen WAITING");
    expect(stderr).toContain("Resume: metastudio-video wait slow-1 --timeout 100ms --poll-interval 20ms\n");
    expect(stderr).not.toMatch(/create/i);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("after %s, with the given flags and without secrets", async (signal) => {
    const args = ["wait", "slow-1", "--project", "my project", "--base-url", server.url];
    const { code, stderr } = await run(args, { onOutput: whenPrinted("WAITING", (sendSignal) => sendSignal(signal)) });
    expect(code).toBe(130);
    expect(stderr).toContain(`Interrupted (${signal}).\njob slow-1: last seen WAITING\n`);
    expect(stderr).toContain(`Resume: metastudio-video wait slow-1 --base-url ${server.url} --project 'my project'\n`);
    expect(stderr).not.toContain(server.token);
  });

  test("only for tasks that are still running", async () => {
    server.tasks.add({ job_id: "happy-1", timeline: [["0s", "succeeded"]] });
    const onOutput = whenPrinted("1 of 2", (sendSignal) => sendSignal("SIGINT"));
    const { code, stderr } = await run(["wait", "happy-1", "slow-1"], { onOutput });
    expect([code, stderr]).toEqual([130, expect.stringContaining("Resume: metastudio-video wait slow-1\n")]);
  });
});

describe("watch --json prints updates, then exactly one result", () => {
  test.each([
    ["at the end", ["fails-1"], () => whenPrinted("WAITING", tenMinutes), 6, "FAILED"],
    ["after a timeout", ["slow-1", "--timeout", "100ms"], undefined, 124, "WAITING"],
    ["after SIGINT", ["slow-1"], () => whenPrinted("WAITING", (sendSignal) => sendSignal("SIGINT")), 130, "WAITING"],
    ["after an error", ["no-such-job"], undefined, 5, null],
  ])("%s", async (_, args, listener, exit, state) => {
    const { code, stdout } = await run(["watch", "--json", ...args, ...fast], listener && { onOutput: listener() });
    const objects = lines(stdout);
    expect(code).toBe(exit);
    expect(objects.filter(({ type }) => type === "result")).toEqual([objects.at(-1)]);
    expect(objects.at(-1)).toMatchObject({ type: "result", job_id: args[0], state, exit_code: exit });
    for (const update of objects.slice(0, -1)) expect(update).toMatchObject({ type: "update", job_id: args[0], task: { job_id: args[0] } });
  });

  test("without --json, prints one line per state with its description", async () => {
    const { code, stdout } = await run(["watch", "happy-1", ...fast], { onOutput: whenPrinted("WAITING", tenMinutes) });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d:\d\d {2}WAITING +Queued.*\n\d:\d\d {2}SUCCEED +Finished.*\n$/)]);
  });

  test("stops when stdout is closed", async () => {
    const { code, stderr } = await cli.run(["watch", "slow-1", "--json", ...fast], {
      env: env(),
      onStart: (child) => child.stdout.destroy(),
    });
    expect([code, stderr]).toEqual([130, expect.stringContaining("Resume: metastudio-video watch slow-1")]);
  });
});

describe("errors", () => {
  test("exits with 4 when credentials are missing or rejected", async () => {
    expect(await run(["get", exampleJob], { env: { METASTUDIO_TOKEN: "" } })).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("METASTUDIO_TOKEN"),
    });
    const { code, stderr } = await run(["get", exampleJob], { env: { METASTUDIO_TOKEN: "invalid-token" } });
    expect([code, stderr]).toEqual([4, expect.stringContaining("401")]);
    expect(stderr).not.toContain("invalid-token");
  });

  test("exits with 5 for an unknown task and an unreachable service", async () => {
    expect(await run(["get", "no-such-job"])).toMatchObject({ code: 5, stderr: expect.stringContaining("404") });
    expect((await run(["wait", "no-such-job", "--json"])).code).toBe(5);
    const closed = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => closed.once("listening", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { code, stderr } = await run(["get", exampleJob], { env: { METASTUDIO_BASE_URL: `http://127.0.0.1:${port}` } });
    expect([code, stderr]).toEqual([5, expect.stringContaining("ECONNREFUSED")]);
  });

  test("exits with 2 for an invalid task ID, without a request", async () => {
    expect((await run(["get", "../x"])).code).toBe(2);
  });
});

describe("doctor", () => {
  test("prints the settings with their sources, and that the service accepts them", async () => {
    const { code, stdout } = await run(["doctor", "--json"]);
    const checks = Object.fromEntries((JSON.parse(stdout) as { name: string }[]).map(({ name, ...rest }) => [name, rest]));
    expect(code).toBe(0);
    expect(checks).toMatchObject({
      region: { ok: true, message: server.url, source: "METASTUDIO_BASE_URL" },
      project: { ok: true, source: "HUAWEICLOUD_SDK_PROJECT_ID" },
      credentials: { ok: true, message: "token, not printed", source: "environment" },
      connectivity: { ok: true },
      clock: { ok: true },
      authentication: { ok: true },
    });
    expect(stdout).not.toContain(server.token);
  });

  test("flags override --profile, which overrides the environment; signed requests are accepted", async () => {
    const { accessKey, secretKey } = server.credentials;
    const file = sandbox.at("credentials");
    writeFileSync(file, `[work]\nak = ${accessKey}\nsk = ${secretKey}\nproject_id = ${server.projectId}\n`);
    chmodSync(file, 0o600);
    const ignored = {
      HUAWEICLOUD_SDK_REGION: "cn-north-4",
      METASTUDIO_TOKEN: "token-of-another-account",
      HUAWEICLOUD_SDK_CREDENTIALS_FILE: file,
    };
    const { code, stdout } = await run(["doctor", "--profile", "work", "--base-url", server.url], { env: ignored });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /region .*\(--base-url\)\n.*project .*\(profile work\)\n.*credentials +access key, not printed {2}\(profile work\)/,
    );
    expect(stdout).not.toMatch(new RegExp(`${accessKey}|${secretKey}`));
  });

  test("the region can be set in the profile; --profile overrides the environment, also its URL", async () => {
    const file = sandbox.at("credentials");
    writeFileSync(file, "[basic]\nak = a\nsk = b\nregion = cn-north-4\nproject_id = p\n[other]\nak = a\nsk = b\nproject_id = p\n");
    chmodSync(file, 0o600);
    const base = { HUAWEICLOUD_SDK_CREDENTIALS_FILE: file };
    const regionOf = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      const { stdout } = await runInProcess(["doctor", "--offline", "--json", ...args], { env: { ...base, ...env } });
      return (JSON.parse(stdout) as { name: string; source: string; ok: boolean }[]).find(({ name }) => name === "region")?.source;
    };
    const url = { METASTUDIO_BASE_URL: server.url };
    const variable = { HUAWEICLOUD_SDK_REGION: "ap-southeast-3" };
    expect(await regionOf([])).toBe("profile basic");
    expect(await regionOf([], variable)).toBe("HUAWEICLOUD_SDK_REGION");
    expect(await regionOf([], url)).toBe("METASTUDIO_BASE_URL");
    expect(await regionOf(["--profile", "basic"], { ...url, ...variable })).toBe("profile basic");
    expect(await regionOf(["--profile", "other"], variable)).toBe("HUAWEICLOUD_SDK_REGION");
    expect(await regionOf(["--region", "cn-north-4"], url)).toBe("--region");
    expect(await runInProcess(["get", "a", "--profile", "other"], { env: base })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("set region in the profile"),
    });
  });

  test("exits with the code of the first failed check", async () => {
    expect(await runInProcess(["doctor", "--offline"])).toMatchObject({ code: 2, stdout: expect.stringContaining("FAIL region") });
    expect((await run(["doctor"], { env: { METASTUDIO_TOKEN: "" } })).code).toBe(4);
    expect(await run(["doctor"], { env: { METASTUDIO_TOKEN: "invalid-token" } })).toMatchObject({
      code: 4,
      stdout: expect.stringMatching(/FAIL authentication/),
    });
  });
});

describe("sandbox", () => {
  test("prints environment variables that work with other commands, and runs until SIGINT", async () => {
    let getResult: Promise<{ code: number | null; stdout: string }> | undefined;
    const runGet = (child: ChildProcessWithoutNullStreams): void => {
      getResult = cli.run(["get", "doc-example-1"], { env }).finally(() => child.kill("SIGINT"));
    };
    const env: Record<string, string> = {};
    const { code, stdout } = await cli.run(["sandbox"], {
      onStart: (child) => {
        child.stdout.on("data", (text: string) => {
          for (const [, name = "", value = ""] of text.matchAll(/^export (\w+)=(.*)$/gm)) env[name] = value;
        });
        whenOutput("METASTUDIO_TOKEN=", runGet, "stdout")(child);
      },
    });
    expect([code, stdout.split("\n").length]).toEqual([0, 8]);
    expect(stdout).toMatch(
      /^# export HUAWEICLOUD_SDK_AK=\w+\n# export HUAWEICLOUD_SDK_SK=\w+\n# IAM user .*: name sandbox, password \w+, domain sandbox$/m,
    );
    expect(await getResult).toMatchObject({ code: 0, stdout: expect.stringContaining("SUCCEED") });
  });

  test("takes token, seed and faults, and prints a key and a user that work", async () => {
    let printed: Record<"environment" | "access_key_environment" | "user", Record<string, string>> | undefined;
    let requests: Promise<unknown[]> | undefined;
    const flags = [
      "--json",
      "--token",
      "my-token",
      "--seed",
      "7",
      "--no-throttle",
      "--faults",
      "unavailable=0.5,reset=0",
      "--faults",
      "html=.5",
    ];
    const { code } = await cli.run(["sandbox", ...flags], {
      onStart: (child) => {
        let text = "";
        child.stdout.on("data", (chunk: string) => {
          text += chunk;
          if (requests !== undefined || !text.trimEnd().endsWith("}")) return;
          printed = JSON.parse(text);
          const url = `${printed?.environment["METASTUDIO_BASE_URL"]}/v1/p/digital-human-videos`;
          const send = async () => (await fetch(url, { headers: { "X-Auth-Token": "my-token" } })).status;
          requests = Promise.all(Array.from({ length: 20 }, send)).finally(() => child.kill("SIGINT"));
        });
      },
    });
    expect(code).toBe(0);
    expect(new Set(await requests)).toEqual(new Set([502, 503]));
    const { credentials, user } = createSandbox({ seed: 7, token: "my-token" });
    const { accessKey, secretKey } = credentials;
    expect(printed).toMatchObject({ environment: { METASTUDIO_TOKEN: "my-token" }, user });
    expect(printed?.access_key_environment).toMatchObject({ HUAWEICLOUD_SDK_AK: accessKey, HUAWEICLOUD_SDK_SK: secretKey });
  });

  test.each(["environment", "access_key_environment"])("--json prints an %s that a program can set as it is", async (name) => {
    let result: Promise<{ code: number | null }> | undefined;
    const onOutput = (text: string, sendSignal: (signal: "SIGINT") => void): void => {
      if (result !== undefined || !text.includes("METASTUDIO_BASE_URL")) return;
      result = runInProcess(["get", "happy-1"], { env: JSON.parse(text)[name] }).finally(() => sendSignal("SIGINT"));
    };
    expect((await runInProcess(["sandbox", "--json"], { onOutput })).code).toBe(0);
    expect(await result).toMatchObject({ code: 0, stderr: "" });
  });

  test("reports a port that is in use", async () => {
    const port = new URL(server.url).port;
    expect(await cli.run(["sandbox", "--port", port])).toMatchObject({ code: 2, stderr: expect.stringContaining("EADDRINUSE") });
  });
});
