import { afterAll, beforeAll, expect, test } from "vitest";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { runLive } from "../../live/run.js";

let sandbox: SandboxServer;
beforeAll(async () => {
  sandbox = await startSandbox({ throttle: false });
});
afterAll(() => sandbox.close());

async function run(environment: Record<string, string>): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await runLive({ HUAWEICLOUD_SDK_CREDENTIALS_FILE: "/nonexistent/credentials", ...environment }, (line) => lines.push(line));
  return { code, text: lines.join("\n") };
}

const keys = () => {
  const { accessKey, secretKey } = sandbox.credentials;
  return {
    METASTUDIO_BASE_URL: sandbox.url,
    HUAWEICLOUD_SDK_PROJECT_ID: "p".repeat(32),
    HUAWEICLOUD_SDK_AK: accessKey,
    HUAWEICLOUD_SDK_SK: secretKey,
  };
};

test("without credentials, says so, sends nothing and exits with 0", async () => {
  const { code, text } = await run({ HUAWEICLOUD_SDK_REGION: "cn-north-4", HUAWEICLOUD_SDK_PROJECT_ID: "p" });
  expect(code).toBe(0);
  expect(text).toContain("Nothing was sent: No credentials found.");
  expect((await run({})).text).toContain("Nothing was sent: HUAWEICLOUD_SDK_REGION is not set");
});

test("reads tasks and assets, and prints drift and the settled questions, but no secret and no ID", async () => {
  const ids = [1, 2, 3].map(() => sandbox.tasks.add({ timeline: [["0s", "succeeded"]] }));
  sandbox.tasks.add({ scenario: "unknown-state" });
  const before = sandbox.tasks.createCount().size;
  const { code, text } = await run(keys());
  expect(code, text).toBe(0);
  expect(text).toMatch(/5 tasks listed, 5 read with and without their script, \d assets read/);
  expect(text).toContain("G-6   Is the script returned without show_script? No, only with show_script.");
  expect(text).toContain("Does one list request accept many job_ids? 5 of 5 tasks were returned for 5 IDs.");
  expect(text).toMatch(/\d of 8 settled/);
  for (const id of ids) expect(text).not.toContain(id);
  expect(text).not.toContain(sandbox.credentials.secretKey);
  expect(sandbox.tasks.createCount().size).toBe(before);
});

test("reports a failed request with its hint and exits with 1", async () => {
  const { code, text } = await run({ ...keys(), HUAWEICLOUD_SDK_SK: "wrong-secret-key" });
  expect([code, text]).toEqual([1, expect.stringMatching(/^AuthenticationError: listDigitalHumanVideo: /)]);
});
