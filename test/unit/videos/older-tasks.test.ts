import { describe, expect, test } from "vitest";
import { createClient } from "../../../src/index.js";
import { createTaskSandbox, videoRequest } from "../helpers/task-sandbox.js";
import { catchError } from "../helpers/transport.js";

describe("a lost create response and an older task of the same name", () => {
  const loseRequest = (n: number) => (request: { method: string; url: URL }) => {
    if (request.method !== "POST" || !request.url.pathname.endsWith("-videos")) return undefined;
    n -= 1;
    return n === 0 ? ("disconnect-before" as const) : undefined;
  };

  test("does not take a canceled task of this client for the new one", async () => {
    const { client, sandbox, run } = createTaskSandbox({ fault: loseRequest(2) });
    const { job_id } = await run(client.tasks.create(videoRequest("promo")));
    await run(client.tasks.cancel(job_id));
    await sandbox.clock.advance("10s");
    const error = await run(catchError(client.videos.createAndWait(videoRequest("promo"))));
    expect(error).toMatchObject({
      name: "ConnectionError",
      ambiguous: true,
      findCriteria: { exclude_job_ids: [job_id] },
      candidateJobIds: [],
    });
  });

  test("does not take a running task of this client for the new one", async () => {
    const { client, run } = createTaskSandbox({ fault: loseRequest(2) });
    await run(client.tasks.create(videoRequest("promo")));
    expect(await run(catchError(client.videos.createAndWait(videoRequest("promo"))))).toMatchObject({ candidateJobIds: [] });
  });

  test("does not take a task for the new one that another client created and that ended before the request", async () => {
    const { client, sandbox, run } = createTaskSandbox({ fault: loseRequest(1) });
    const other = createClient(sandbox.clientOptions);
    const { job_id } = await run(other.tasks.create(videoRequest("promo")));
    await run(other.tasks.cancel(job_id));
    await sandbox.clock.advance("10s");
    await run(client.tasks.get(job_id));
    const error = await run(catchError(client.videos.createAndWait(videoRequest("promo"))));
    expect(error).toMatchObject({ name: "ConnectionError", findCriteria: { ended_since: expect.any(String) }, candidateJobIds: [] });
  });
});
