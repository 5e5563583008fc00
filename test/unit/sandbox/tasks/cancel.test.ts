import { describe, expect, test } from "vitest";
import { namedRequest, openSandbox } from "../../helpers/sandbox.js";

describe("cancel requests", () => {
  test("cancels a waiting task and responds without a body", async () => {
    const { create, cancel, show, clock } = openSandbox();
    const { job_id } = (await create()).body;
    await clock.advance("29s");
    const { status, body } = await cancel(job_id);
    expect([status, body]).toEqual([200, undefined]);
    for (const step of ["0s", "1h"]) {
      await clock.advance(step);
      const task = (await show(job_id)).body;
      expect(task).toMatchObject({ state: "CANCELED", end_time: "2025-12-08T00:00:29Z", lastupdate_time: "2025-12-08T00:00:29Z" });
      expect(task).not.toHaveProperty("start_time");
      expect(task).not.toHaveProperty("output_asset_config");
    }
  });

  test("cancels a task added with tasks.add, and no other task", async () => {
    const { tasks, cancel, clock } = openSandbox();
    const [one, other] = [tasks.add(), tasks.add()];
    await cancel(one);
    await clock.advance("90s");
    expect(tasks.all().flatMap(({ job_id, state }) => (job_id === one || job_id === other ? [state] : []))).toEqual([
      "CANCELED",
      "SUCCEED",
    ]);
  });

  test.each([
    ["happy", "30s", "PROCESSING"],
    ["happy", "90s", "SUCCEED"],
    ["fails", "90s", "FAILED"],
    ["blocked", "60s", "BLOCK"],
    ["canceled", "20s", "CANCELED"],
  ])("rejects a task of the scenario %s after %s, in state %s", async (scenario, age, state) => {
    const { create, cancel, show, clock } = openSandbox();
    const { job_id } = (await create(namedRequest(`${scenario}-1`))).body;
    await clock.advance(age);
    const { status, body } = await cancel(job_id);
    expect([status, body]).toEqual([
      400,
      {
        error_code: "MSS.00000003",
        error_msg: `Invalid parameter: the task is in state ${state}; only tasks in state WAITING can be canceled`,
      },
    ]);
    expect((await show(job_id)).body.state).toBe(state);
  });

  test("rejects a second cancel request", async () => {
    const { create, cancel, clock } = openSandbox();
    const { job_id } = (await create()).body;
    expect((await cancel(job_id)).status).toBe(200);
    await clock.advance("1s");
    expect((await cancel(job_id)).body.error_msg).toContain("the task is in state CANCELED");
  });

  test.each([["unknown-id"], ["not-found-at-first-1"]])("returns 404 for %s", async (id) => {
    const { cancel } = openSandbox();
    const { status, body } = await cancel(id);
    expect([status, body]).toEqual([404, { error_code: "MSS.00000002", error_msg: "Not Found: the task does not exist" }]);
  });
});
