import { describe, expect, test } from "vitest";
import { createTaskSandbox, videoRequest } from "../helpers/task-sandbox.js";

describe.each(["tasks.create", "videos.createAndWait"])("once in %s", (method) => {
  const setUp = () => {
    const sandbox = createTaskSandbox();
    const { client, run } = sandbox;
    const create = async (name: string, once: boolean): Promise<string> => {
      if (method === "tasks.create") return (await run(client.tasks.create(videoRequest(name), { once }))).job_id;
      return (await run(client.videos.createAndWait(videoRequest(name), { once }))).jobId;
    };
    return { ...sandbox, create };
  };

  test("returns the task of the same name and creates nothing", async () => {
    const { create, createdCount } = setUp();
    const first = await create("same", true);
    expect(await create("same", true)).toBe(first);
    expect(await createdCount()).toBe(1);
    expect(await create("same", false)).not.toBe(first);
  });

  test("creates again if the older task was canceled, or has another name", async () => {
    const { create, client, run, createdCount } = setUp();
    const { job_id } = await run(client.tasks.create(videoRequest("same")));
    await run(client.tasks.cancel(job_id));
    expect(await create("same", true)).not.toBe(job_id);
    await create("same 2", true);
    expect(await createdCount()).toBe(3);
  });

  test("requires something to search for", async () => {
    const { client, run, createdCount } = setUp();
    const request = videoRequest("x");
    delete (request as { output_asset_config?: unknown }).output_asset_config;
    const call: Promise<unknown> =
      method === "tasks.create" ? client.tasks.create(request, { once: true }) : client.videos.createAndWait(request, { once: true });
    await expect(run(call)).rejects.toMatchObject({ name: "ConfigurationError", options: ["once"] });
    expect(await createdCount()).toBe(0);
  });
});

test("tasks.create says whether the task existed", async () => {
  const { client, run } = createTaskSandbox();
  const create = () => run(client.tasks.create(videoRequest("same"), { once: true }).withResponse());
  expect((await create()).data.existed).toBeUndefined();
  expect(await create()).toMatchObject({ data: { existed: true }, requestId: expect.any(String) });
});
