import { describe, expect, test } from "vitest";
import { TaskNotWaitingError } from "../../../src/index.js";
import { createTaskSandbox, respondWith, type TaskSandboxOptions, videoRequest } from "../helpers/task-sandbox.js";

const isCancel = ({ url }: { url: URL }): boolean => url.pathname.endsWith("/cancel");

describe("cancel", () => {
  test("cancels a waiting task and accepts an empty response body", async () => {
    const { client, run, requests } = createTaskSandbox();
    const { job_id } = await run(client.tasks.create(videoRequest("a")));
    expect(await run(client.tasks.cancel(job_id))).toBeUndefined();
    expect((await run(client.tasks.get(job_id))).state).toBe("CANCELED");
    expect(requests[1]).toMatchObject({ method: "POST", body: "" });
    expect(requests[1]?.url.pathname).toMatch(new RegExp(`/2d-digital-human-videos/${job_id}/cancel$`));
  });

  test.each<[string, TaskSandboxOptions["fault"]]>([
    ["a lost response", () => "disconnect-after"],
    ["a lost request", () => "disconnect-before"],
    ["503", () => ({ when: "before", response: respondWith(503, {}) })],
    ["429", () => ({ when: "before", response: respondWith(429, {}) })],
  ])("retries after %s, because cancel is idempotent", async (_name, fault) => {
    let first = true;
    const { client, run, requests } = createTaskSandbox({
      fault: (request) => {
        if (!isCancel(request) || !first) return undefined;
        first = false;
        return fault?.(request);
      },
    });
    const { job_id } = await run(client.tasks.create(videoRequest("a")));
    await run(client.tasks.cancel(job_id));
    expect(requests.filter(isCancel)).toHaveLength(2);
    expect((await run(client.tasks.get(job_id))).state).toBe("CANCELED");
  });

  test("resolves if the task is already canceled", async () => {
    const { client, run } = createTaskSandbox({
      fault: (request) => (isCancel(request) && request.n > 2 ? { when: "before", response: respondWith(400, {}) } : undefined),
    });
    const { job_id } = await run(client.tasks.create(videoRequest("a")));
    await run(client.tasks.cancel(job_id));
    await run(client.tasks.cancel(job_id));
  });

  test.each([400, 409])("rejects with TaskNotWaitingError, which has the task, the cause and a hint, after a %i", async (status) => {
    const { client, sandbox, run } = createTaskSandbox({
      fault: (request) => (isCancel(request) ? { when: "before", response: respondWith(status, { error_code: "MSS.1" }) } : undefined),
    });
    const { job_id } = await run(client.tasks.create(videoRequest("a")));
    await sandbox.clock.advance("31s");
    const error = await run(client.tasks.cancel(job_id).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(TaskNotWaitingError);
    expect(error).toMatchObject({
      code: "task-not-waiting",
      jobId: job_id,
      task: { state: "PROCESSING" },
      cause: { status, errorCode: "MSS.1" },
    });
    expect((error as TaskNotWaitingError).hint).toContain("Wait for the task to finish");
  });

  test("rejects for a processing task of the sandbox", async () => {
    const { client, sandbox, run } = createTaskSandbox();
    const { job_id } = await run(client.tasks.create(videoRequest("a")));
    await sandbox.clock.advance("31s");
    await expect(run(client.tasks.cancel(job_id))).rejects.toBeInstanceOf(TaskNotWaitingError);
  });

  test("rethrows the rejection if the task is still waiting or cannot be queried", async () => {
    const { client, run } = createTaskSandbox({
      fault: (request) => (isCancel(request) ? { when: "before", response: respondWith(400, { error_code: "MSS.1" }) } : undefined),
    });
    const { job_id } = await run(client.tasks.create(videoRequest("a")));
    await expect(run(client.tasks.cancel(job_id))).rejects.toMatchObject({ code: "bad-request", errorCode: "MSS.1" });
    const unreadable = createTaskSandbox({
      fault: (request) => ({ when: "before", response: respondWith(isCancel(request) ? 400 : 403, { error_code: "MSS.1" }) }),
    });
    await expect(unreadable.run(unreadable.client.tasks.cancel("j"))).rejects.toMatchObject({ code: "bad-request" });
  });

  test("rejects with not-found for an unknown task", async () => {
    const { client, run } = createTaskSandbox({ fault: () => ({ when: "before", response: respondWith(404, {}) }) });
    await expect(run(client.tasks.cancel("j"))).rejects.toMatchObject({ code: "not-found" });
  });

  test.each(["../x", ""])("rejects the path-unsafe ID %j before sending", async (jobId) => {
    const { client, requests } = createTaskSandbox();
    await expect(client.tasks.cancel(jobId)).rejects.toMatchObject({ code: "validation" });
    expect(requests).toHaveLength(0);
  });

  test("rejects with the signal's reason and does not query the task after an abort", async () => {
    const reason = new Error("aborted by the test");
    const controller = new AbortController();
    const { client, run, requests } = createTaskSandbox({
      fault: () => {
        controller.abort(reason);
        return { when: "before", response: respondWith(400, {}) };
      },
    });
    await expect(run(client.tasks.cancel("j", { signal: controller.signal }))).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
  });
});

test("does not cancel a task when a wait is aborted or times out", async () => {
  const { client, run, requests } = createTaskSandbox();
  const { job_id } = await run(client.tasks.create(videoRequest("a")));
  const controller = new AbortController();
  const wait = client.tasks.wait(job_id, { signal: controller.signal, onUpdate: () => controller.abort("reason") });
  await expect(run(wait)).rejects.toBe("reason");
  await run(client.tasks.wait(job_id, { deadlineMs: 1 }).catch(() => {}));
  expect(requests.filter(isCancel)).toHaveLength(0);
});
