import { describe, expect, it } from "vitest";
import { named, openStudio } from "../../../helpers/sandbox.js";

describe("a request to cancel", () => {
  it("takes a waiting task out of the queue, and answers without a body", async () => {
    const { create, cancel, show, clock } = openStudio();
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

  it("works for a task that a test put in, and leaves the others alone", async () => {
    const { tasks, cancel, clock } = openStudio();
    const [one, other] = [tasks.add(), tasks.add()];
    await cancel(one);
    await clock.advance("90s");
    expect(tasks.all().flatMap(({ job_id, state }) => (job_id === one || job_id === other ? [state] : []))).toEqual([
      "CANCELED",
      "SUCCEED",
    ]);
  });

  it.each([
    ["happy", "30s", "PROCESSING"],
    ["happy", "90s", "SUCCEED"],
    ["fails", "90s", "FAILED"],
    ["blocked", "60s", "BLOCK"],
    ["canceled", "20s", "CANCELED"],
  ])("is refused in the scenario %s after %s, when the task is %s", async (scenario, age, state) => {
    const { create, cancel, show, clock } = openStudio();
    const { job_id } = (await create(named(`${scenario}-1`))).body;
    await clock.advance(age);
    const { status, body } = await cancel(job_id);
    expect([status, body]).toEqual([
      400,
      { error_code: "MSS.00000003", error_msg: `Invalid parameter: the task is ${state}; only one that is WAITING can be canceled` },
    ]);
    expect((await show(job_id)).body.state).toBe(state);
  });

  it("is refused the second time", async () => {
    const { create, cancel, clock } = openStudio();
    const { job_id } = (await create()).body;
    expect((await cancel(job_id)).status).toBe(200);
    await clock.advance("1s");
    expect((await cancel(job_id)).body.error_msg).toContain("the task is CANCELED");
  });

  it.each([["nobody"], ["not-found-at-first-1"]])("does not find %s", async (id) => {
    const { cancel } = openStudio();
    const { status, body } = await cancel(id);
    expect([status, body]).toEqual([404, { error_code: "MSS.00000002", error_msg: "Not Found: there is no such task here" }]);
  });
});
