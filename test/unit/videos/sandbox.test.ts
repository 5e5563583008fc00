import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createClient, type Video } from "../../../src/index.js";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.js";

const createRequest = (asset_name: string) => ({ script_id: "07f8ea7e2f4a4d5f8b1d3a1c2e4b6d80", output_asset_config: { asset_name } });

/** Counts the tasks in the sandbox with this name. */
async function countTasks(sandbox: Sandbox, asset_name: string): Promise<number> {
  const client = createSandboxClient(sandbox);
  const tasks = await sandbox.clock.run(client.tasks.find({ asset_name }));
  return tasks.length;
}

function createSandboxClient(sandbox: Sandbox) {
  return createClient({ ...sandbox.clientOptions, retry: { max: 10 }, rateLimit: false });
}

async function downloadBytes({ download }: Video): Promise<Uint8Array> {
  return new Uint8Array(await new Response((await download()).body).arrayBuffer());
}

describe("videos in the sandbox", () => {
  test.each(["happy", "url-expired", "lost-response", "truncated", "unknown-state", "not-found-at-first"])(
    "creates one task and downloads its file in the scenario %s",
    async (scenario) => {
      const sandbox = createSandbox();
      const name = `${scenario}-1`;
      const { file, bytes } = await sandbox.clock.run(
        (async () => {
          const video = await createSandboxClient(sandbox).videos.createAndWait(createRequest(name));
          return { file: video.file, bytes: await downloadBytes(video) };
        })(),
      );
      expect(createHash("md5").update(bytes).digest("base64")).toBe(file.file_md5);
      expect(bytes.length).toBe(file.file_size);
      expect(await countTasks(sandbox, name)).toBe(1);
    },
  );

  test.each(["flaky-5xx", "reset", "truncated", "html-502", "throttled", "doc-example"])(
    "resumes a task and downloads its file in the scenario %s",
    async (scenario) => {
      const sandbox = createSandbox();
      const { clock } = sandbox;
      const video = await clock.run(createSandboxClient(sandbox).videos.resume(`${scenario}-1`));
      expect(
        createHash("md5")
          .update(await clock.run(downloadBytes(video)))
          .digest("base64"),
      ).toBe(video.file.file_md5);
    },
  );

  test("refreshes the URL after 24 hours", async () => {
    const sandbox = createSandbox();
    const video = await sandbox.clock.run(createSandboxClient(sandbox).videos.createAndWait(createRequest("happy-2")));
    await sandbox.clock.advance("25h");
    const bytes = await sandbox.clock.run(downloadBytes(video));
    expect(createHash("md5").update(bytes).digest("base64")).toBe(video.file.file_md5);
  });

  test.each([
    ["fails", "task-failed"],
    ["blocked", "task-blocked"],
    ["canceled", "task-canceled"],
  ])("adds the job ID and the step to the error in the scenario %s", async (scenario, code) => {
    const sandbox = createSandbox();
    const call = sandbox.clock.run(createSandboxClient(sandbox).videos.createAndWait(createRequest(`${scenario}-1`)));
    await expect(call).rejects.toMatchObject({ code, step: "waiting", jobId: expect.any(String) });
  });
});
