import { describe, expect, test } from "vitest";
import { openSandbox, videoRequest } from "../../helpers/sandbox.js";

const documentedId = "26f06524-4f75-4b3a-a853-b649a21aaf66";

/** Creates two finished tasks in project p1, one of the user anna and one without a user. */
async function setUp() {
  const sandbox = openSandbox();
  const userTask = (await sandbox.create(videoRequest, { user: "anna" })).body.job_id;
  await sandbox.clock.advance("1s");
  const sharedTask = (await sandbox.create(videoRequest)).body.job_id;
  await sandbox.clock.advance("10m");
  const assetOf = (id: string) => sandbox.tasks.all().find(({ job_id }) => job_id === id)?.asset_id ?? "";
  const accessResults = async (id: string, callOptions: { user?: string; project?: string }) => {
    const statuses = [(await sandbox.show(id, "", callOptions)).status, (await sandbox.asset(assetOf(id), callOptions)).status];
    return [...statuses, (await sandbox.list("", callOptions)).includes(id), (await sandbox.cancel(id, callOptions)).status];
  };
  return { ...sandbox, userTask, sharedTask, accessResults };
}
/** Results of show, asset, list and cancel; cancel returns 400 because the task has ended. */
const visible = [200, 200, true, 400];
const hidden = [404, 404, false, 404];

describe("task ownership", () => {
  test.each<[string, "userTask" | "sharedTask", { user?: string; project?: string }, readonly unknown[]]>([
    ["a task of the same user is visible", "userTask", { user: "anna" }, visible],
    ["a task of another user is hidden", "userTask", { user: "otto" }, hidden],
    ["a task of a user is hidden from requests without a user", "userTask", {}, hidden],
    ["a task of the same user in another project is hidden", "userTask", { user: "anna", project: "p2" }, hidden],
    ["a task without a user is visible to requests without a user", "sharedTask", {}, visible],
    ["a task without a user is visible to requests with an empty user", "sharedTask", { user: "" }, visible],
    ["a task without a user is hidden from a user", "sharedTask", { user: "anna" }, hidden],
    ["a task without a user is hidden in another project", "sharedTask", { project: "p2" }, hidden],
  ])("%s", async (_, which, callOptions, expected) => {
    const { accessResults, ...tasks } = await setUp();
    expect(await accessResults(tasks[which], callOptions)).toEqual(expected);
  });

  test("tasks added by a test are visible to the given project and user", async () => {
    const { tasks, list, show } = openSandbox();
    tasks.add({ job_id: "all" });
    tasks.add({ job_id: "one", project_id: "p1" });
    tasks.add({ job_id: "her", project_id: "p1", app_user_id: "anna" });
    tasks.add({ job_id: "any", app_user_id: "anna" });
    expect([
      await list(),
      await list("", { project: "p2" }),
      await list("", { user: "anna" }),
      await list("", { user: "anna", project: "p2" }),
    ]).toEqual([[documentedId, "all", "one"], [documentedId, "all"], ["her", "any"], ["any"]]);
    const status = async (id: string, user?: string) => (await show(id, "", user === undefined ? {} : { user })).status;
    expect([await status("all"), await status("all", "anna"), await status("any"), await status("any", "anna")]).toEqual([
      200, 404, 404, 200,
    ]);
    expect(tasks.all().map(({ project_id, app_user_id }) => [project_id, app_user_id])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      ["p1", undefined],
      ["p1", "anna"],
      [undefined, "anna"],
    ]);
  });

  test("the same scenario ID identifies different tasks for different users", async () => {
    const { show, list, clock } = openSandbox();
    await show("fails-1", "", { user: "anna" });
    await clock.advance("90s");
    const state = async (user: string) => (await show("fails-1", "", { user })).body.state;
    expect([await state("anna"), await state("otto"), await list("", { user: "otto" })]).toEqual(["FAILED", "WAITING", ["fails-1"]]);
  });
});
