import { describe, expect, test } from "vitest";
import { TaskNotWaitingError } from "../../../src/index.js";
import { answer, type Setup, studio, video } from "../../helpers/task-sandbox.js";

const isCancel = ({ url }: { url: URL }): boolean => url.pathname.endsWith("/cancel");

describe("cancel", () => {
  test("takes a waiting task out of the queue; an empty body is a good answer", async () => {
    const { client, run, requests } = studio();
    const { job_id } = await run(client.tasks.create(video("a")));
    expect(await run(client.tasks.cancel(job_id))).toBeUndefined();
    expect((await run(client.tasks.get(job_id))).state).toBe("CANCELED");
    expect(requests[1]).toMatchObject({ method: "POST", body: "" });
    expect(requests[1]?.url.pathname).toMatch(new RegExp(`/2d-digital-human-videos/${job_id}/cancel$`));
  });

  test.each<[string, Setup["mishap"]]>([
    ["a lost answer", () => "lost after"],
    ["a lost request", () => "lost before"],
    ["503", () => ({ when: "before", answer: answer(503, {}) })],
    ["429", () => ({ when: "before", answer: answer(429, {}) })],
  ])("%s: repeated, since that does no harm", async (_name, mishap) => {
    let first = true;
    const { client, run, requests } = studio({
      mishap: (request) => {
        if (!isCancel(request) || !first) return undefined;
        first = false;
        return mishap?.(request);
      },
    });
    const { job_id } = await run(client.tasks.create(video("a")));
    await run(client.tasks.cancel(job_id));
    expect(requests.filter(isCancel)).toHaveLength(2);
    expect((await run(client.tasks.get(job_id))).state).toBe("CANCELED");
  });

  test("twice is once: a task that is canceled already is what was expected", async () => {
    const { client, run } = studio({
      mishap: (request) => (isCancel(request) && request.n > 2 ? { when: "before", answer: answer(400, {}) } : undefined),
    });
    const { job_id } = await run(client.tasks.create(video("a")));
    await run(client.tasks.cancel(job_id));
    await run(client.tasks.cancel(job_id));
  });

  test.each([400, 409])("too late (%i): a typed error with the task, the service's own as its cause, and a hint", async (status) => {
    const { client, sandbox, run } = studio({
      mishap: (request) => (isCancel(request) ? { when: "before", answer: answer(status, { error_code: "MSS.1" }) } : undefined),
    });
    const { job_id } = await run(client.tasks.create(video("a")));
    await sandbox.clock.advance("31s");
    const error = await run(client.tasks.cancel(job_id).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(TaskNotWaitingError);
    expect(error).toMatchObject({
      code: "task-not-waiting",
      jobId: job_id,
      task: { state: "PROCESSING" },
      cause: { status, errorCode: "MSS.1" },
    });
    expect((error as TaskNotWaitingError).hint).toContain("Wait for its end");
  });

  test("the sandbox's own refusal of a task that is processed", async () => {
    const { client, sandbox, run } = studio();
    const { job_id } = await run(client.tasks.create(video("a")));
    await sandbox.clock.advance("31s");
    await expect(run(client.tasks.cancel(job_id))).rejects.toBeInstanceOf(TaskNotWaitingError);
  });

  test("a refusal while it still waits, or when nobody can look, is told as it is", async () => {
    const { client, run } = studio({
      mishap: (request) => (isCancel(request) ? { when: "before", answer: answer(400, { error_code: "MSS.1" }) } : undefined),
    });
    const { job_id } = await run(client.tasks.create(video("a")));
    await expect(run(client.tasks.cancel(job_id))).rejects.toMatchObject({ code: "bad-request", errorCode: "MSS.1" });
    const blind = studio({
      mishap: (request) => ({ when: "before", answer: answer(isCancel(request) ? 400 : 403, { error_code: "MSS.1" }) }),
    });
    await expect(blind.run(blind.client.tasks.cancel("j"))).rejects.toMatchObject({ code: "bad-request" });
  });

  test("no such task", async () => {
    const { client, run } = studio({ mishap: () => ({ when: "before", answer: answer(404, {}) }) });
    await expect(run(client.tasks.cancel("j"))).rejects.toMatchObject({ code: "not-found" });
  });

  test.each(["../x", ""])("an id that would leave its place (%j) is refused before anything is sent", async (jobId) => {
    const { client, requests } = studio();
    await expect(client.tasks.cancel(jobId)).rejects.toMatchObject({ code: "validation" });
    expect(requests).toHaveLength(0);
  });

  test("abort: the signal's reason, and no look at the task", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const { client, run, requests } = studio({
      mishap: () => {
        controller.abort(reason);
        return { when: "before", answer: answer(400, {}) };
      },
    });
    await expect(run(client.tasks.cancel("j", { signal: controller.signal }))).rejects.toBe(reason);
    expect(requests).toHaveLength(1);
  });
});

test("no abort of anything cancels a task", async () => {
  const { client, run, requests } = studio();
  const { job_id } = await run(client.tasks.create(video("a")));
  const controller = new AbortController();
  const waiting = client.tasks.wait(job_id, { signal: controller.signal, onUpdate: () => controller.abort("enough") });
  await expect(run(waiting)).rejects.toBe("enough");
  await run(client.tasks.wait(job_id, { deadlineMs: 1 }).catch(() => {}));
  expect(requests.filter(isCancel)).toHaveLength(0);
});
