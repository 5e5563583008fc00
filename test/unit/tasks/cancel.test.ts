import { describe, expect, test } from "vitest";
import { type Client, TaskNotWaitingError, TaskTypeError } from "../../../src/index.js";
import { runInProcess } from "../helpers/cli-process.js";
import { startServer } from "../helpers/server.js";
import { createTaskSandbox, respondWith, type TaskSandboxOptions, videoRequest } from "../helpers/task-sandbox.js";
import { catchError } from "../helpers/transport.js";

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

describe("photo tasks", () => {
  const JOB = "26f06524-4f75-4b3a-a853-b649a21aaf66";
  const HINT =
    "Use the separate operations of the service: ShowPhotoDigitalHumanVideo reads such a task, CancelPhotoDigitalHumanVideo cancels it (/v1/{project_id}/photo-digital-human-videos/{job_id}).";

  const json = (body: object, status = 200): Response =>
    new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

  /** A service in which every task makes a photo-based video, and cancel requests are rejected. */
  function createPhotoService(job_type: string) {
    const task = { job_id: JOB, state: "PROCESSING", job_type };
    return createTaskSandbox({
      fault: ({ method, url }) => ({
        when: "before",
        response: () => {
          if (method === "POST") return json({ error_code: "MSS.1", error_msg: "no" }, 400);
          return json(url.pathname.endsWith(JOB) ? task : { jobs: [task], count: 1 });
        },
      }),
    });
  }

  const first = async <T>(iterable: AsyncIterable<T>): Promise<T | undefined> => {
    for await (const item of iterable) return item;
    return undefined;
  };

  describe.each(["DIGITAL_HUMAN_PHOTO_VIDEO", "PHOTO_DIGITAL_HUMAN_VIDEO"])("a task of the type %s", (job_type) => {
    const message = `Task ${JOB} makes a photo-based video (job_type ${job_type}), which this operation does not support.`;
    const calls: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
      get: ({ tasks }) => tasks.get(JOB),
      cancel: ({ tasks }) => tasks.cancel(JOB),
      watch: ({ tasks }) => first(tasks.watch(JOB)),
      wait: ({ tasks }) => tasks.wait(JOB),
      waitAll: async ({ tasks }) => {
        const result = await first(tasks.waitAll([JOB]));
        throw result?.status === "failed" ? result.error : result;
      },
      resume: ({ videos }) => videos.resume(JOB),
    };

    test.each(Object.entries(calls))("%s rejects with its type and the separate operations", async (_, call) => {
      const { client, run } = createPhotoService(job_type);
      const error = await run(catchError(call(client)));
      expect(error).toBeInstanceOf(TaskTypeError);
      expect(error).toMatchObject({ code: "task-type", message, hint: HINT, jobId: JOB, task: { job_type, state: "PROCESSING" } });
    });

    test("the list contains it", async () => {
      const { client, run } = createPhotoService(job_type);
      expect(await run(first(client.tasks.list()))).toMatchObject({ job_id: JOB, job_type });
    });

    test("the generated method returns it", async () => {
      const { client, run } = createPhotoService(job_type);
      expect(await run(client.show2DDigitalHumanVideo({ job_id: JOB }))).toMatchObject({ job_type });
    });

    test.each(["get", "wait", "watch", "cancel"])("metastudio-video %s prints it with exit code 5", async (command) => {
      const { baseUrl } = await startServer(({ method, url }, response) => {
        const isShow = url.includes(JOB);
        const task = { job_id: JOB, state: "PROCESSING", job_type };
        response.writeHead(method === "POST" ? 400 : 200, { "content-type": "application/json" });
        response.end(JSON.stringify(method === "POST" ? { error_code: "MSS.1" } : isShow ? task : { jobs: [task], count: 1 }));
      });
      const env = { METASTUDIO_BASE_URL: baseUrl, METASTUDIO_TOKEN: "token-of-a-test", HUAWEICLOUD_SDK_PROJECT_ID: "p" };
      const { code, stderr } = await runInProcess([command, JOB], { env });
      expect([code, stderr]).toEqual([5, expect.stringContaining(`${message}\nhint: ${HINT}`)]);
    });
  });

  test("a task of another or no type is no error", async () => {
    for (const job_type of ["2D_DIGITAL_HUMAN_VIDEO", "NEW_TYPE", "constructor", undefined]) {
      const { client, run } = createTaskSandbox({
        fault: () => ({ when: "before", response: () => json({ job_id: JOB, state: "PROCESSING", job_type }) }),
      });
      expect(await run(client.tasks.get(JOB))).toMatchObject({ state: "PROCESSING" });
    }
  });
});
