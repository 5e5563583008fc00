import { describe, expect, test } from "vitest";
import { type Client, TaskTypeError } from "../../../src/index.js";
import { runInProcess } from "../helpers/cli-process.js";
import { startServer } from "../helpers/server.js";
import { createTaskSandbox } from "../helpers/task-sandbox.js";
import { catchError } from "../helpers/transport.js";

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
