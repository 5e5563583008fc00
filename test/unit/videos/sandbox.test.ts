import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createClient, type Video } from "../../../src/index.js";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.js";

const script = (asset_name: string) => ({ script_id: "07f8ea7e2f4a4d5f8b1d3a1c2e4b6d80", output_asset_config: { asset_name } });

/** Everything the sandbox was asked to create under this name. */
async function ordered(sandbox: Sandbox, asset_name: string): Promise<number> {
  const plain = createSandboxClient(sandbox);
  const page = await sandbox.clock.run(plain.tasks.find({ asset_name }));
  return page.length;
}

function createSandboxClient(sandbox: Sandbox) {
  return createClient({ ...sandbox.clientOptions, retry: { max: 10 }, rateLimit: false });
}

async function fetched({ download }: Video): Promise<Uint8Array> {
  return new Uint8Array(await new Response((await download()).body).arrayBuffer());
}

describe("a video made against the sandbox", () => {
  test.each(["happy", "url-expired", "lost-answer", "truncated", "unknown-state", "not-found-at-first"])(
    "%s: one task, its whole file",
    async (scenario) => {
      const sandbox = createSandbox();
      const name = `${scenario}-1`;
      const { file, bytes } = await sandbox.clock.run(
        (async () => {
          const video = await createSandboxClient(sandbox).videos.createAndWait(script(name));
          return { file: video.file, bytes: await fetched(video) };
        })(),
      );
      expect(createHash("md5").update(bytes).digest("base64")).toBe(file.file_md5);
      expect(bytes.length).toBe(file.file_size);
      expect(await ordered(sandbox, name)).toBe(1);
    },
  );

  test.each(["flaky-5xx", "reset", "truncated", "html-502", "throttled", "doc-example"])(
    "%s: a task of another process, its whole file",
    async (scenario) => {
      const sandbox = createSandbox();
      const { clock } = sandbox;
      const video = await clock.run(createSandboxClient(sandbox).videos.resume(`${scenario}-1`));
      expect(
        createHash("md5")
          .update(await clock.run(fetched(video)))
          .digest("base64"),
      ).toBe(video.file.file_md5);
    },
  );

  test("a day later the same video is fetched by a new link", async () => {
    const sandbox = createSandbox();
    const video = await sandbox.clock.run(createSandboxClient(sandbox).videos.createAndWait(script("happy-2")));
    await sandbox.clock.advance("25h");
    const bytes = await sandbox.clock.run(fetched(video));
    expect(createHash("md5").update(bytes).digest("base64")).toBe(video.file.file_md5);
  });

  test.each([
    ["fails", "task-failed"],
    ["blocked", "task-blocked"],
    ["canceled", "task-canceled"],
  ])("%s: an error that says where", async (scenario, code) => {
    const sandbox = createSandbox();
    const making = sandbox.clock.run(createSandboxClient(sandbox).videos.createAndWait(script(`${scenario}-1`)));
    await expect(making).rejects.toMatchObject({ code, step: "waiting", jobId: expect.any(String) });
  });
});
