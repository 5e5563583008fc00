import { describe, expect, it } from "vitest";
import { openStudio, request } from "../../../helpers/sandbox.js";

const page = "26f06524-4f75-4b3a-a853-b649a21aaf66";

/** A finished task of Anna's in p1, and one of nobody's; and what each asker sees of a task. */
async function setUp() {
  const studio = openStudio();
  const annas = (await studio.create(request, { user: "anna" })).body.job_id;
  await studio.clock.advance("1s");
  const nobodys = (await studio.create(request)).body.job_id;
  await studio.clock.advance("10m");
  const assetOf = (id: string) => studio.tasks.all().find(({ job_id }) => job_id === id)?.asset_id ?? "";
  const seen = async (id: string, how: { user?: string; project?: string }) => {
    const statuses = [(await studio.show(id, "", how)).status, (await studio.asset(assetOf(id), how)).status];
    return [...statuses, (await studio.list("", how)).includes(id), (await studio.cancel(id, how)).status];
  };
  return { ...studio, annas, nobodys, seen };
}
/** Shown, its asset shown, listed, and refused to be canceled only because it has ended. */
const there = [200, 200, true, 400];
const gone = [404, 404, false, 404];

describe("tasks are kept apart", () => {
  it.each<[string, "annas" | "nobodys", { user?: string; project?: string }, readonly unknown[]]>([
    ["one's own", "annas", { user: "anna" }, there],
    ["another user's", "annas", { user: "otto" }, gone],
    ["a user's, without a user", "annas", {}, gone],
    ["a user's, in another project", "annas", { user: "anna", project: "p2" }, gone],
    ["nobody's, without a user", "nobodys", {}, there],
    ["nobody's, with an empty user", "nobodys", { user: "" }, there],
    ["nobody's, as a user", "nobodys", { user: "anna" }, gone],
    ["nobody's, in another project", "nobodys", { project: "p2" }, gone],
  ])("%s", async (_, which, how, expected) => {
    const { seen, clock, ...tasks } = await setUp();
    expect(await seen(tasks[which], how)).toEqual(expected);
  });

  it("those that a test put in, by what it said of them", async () => {
    const { tasks, list, show } = openStudio();
    tasks.add({ job_id: "all" });
    tasks.add({ job_id: "one", project_id: "p1" });
    tasks.add({ job_id: "her", project_id: "p1", app_user_id: "anna" });
    tasks.add({ job_id: "any", app_user_id: "anna" });
    expect([
      await list(),
      await list("", { project: "p2" }),
      await list("", { user: "anna" }),
      await list("", { user: "anna", project: "p2" }),
    ]).toEqual([[page, "all", "one"], [page, "all"], ["her", "any"], ["any"]]);
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

  it("also where two users ask for the same scenario", async () => {
    const { show, list, clock } = openStudio();
    await show("fails-1", "", { user: "anna" });
    await clock.advance("90s");
    const state = async (user: string) => (await show("fails-1", "", { user })).body.state;
    expect([await state("anna"), await state("otto"), await list("", { user: "otto" })]).toEqual(["FAILED", "WAITING", ["fails-1"]]);
  });
});
