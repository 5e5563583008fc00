import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkCreate2DDigitalHumanVideoReq,
  checkCreateVideoScriptsReq,
  checkLayerRotationConfig,
  checkShow2DDigitalHumanVideoResponse,
  checkShowVideoScriptResponse,
} from "../../../generated/checks.js";
import type { Issue } from "../../../src/core/issue.js";
import { addRuleIssues, createFailedPaths, findFailedDependency, NO_ISSUES } from "../../../src/validation/rule-issues.js";

const ISSUE: Issue = {
  code: "type",
  path: "/a",
  keyword: "type",
  message: "m",
  received: "f",
  expected: "w",
  severity: "error",
  source: "s",
};

test("appends rule issues, and returns the original list if there are none", () => {
  const issues = [ISSUE];
  const ruleIssue = { ...ISSUE, code: "rule" } as const;
  expect(addRuleIssues(1, issues, () => undefined)).toBe(issues);
  expect(addRuleIssues(1, NO_ISSUES, () => undefined)).toBe(NO_ISSUES);
  expect(addRuleIssues(1, NO_ISSUES, (_, __, out) => out.push(ruleIssue))).toEqual([ruleIssue]);
  expect(addRuleIssues(1, issues, (_, __, out) => out.push(ruleIssue))).toEqual([ISSUE, ruleIssue]);
  expect(
    addRuleIssues(1, issues, () => {
      throw new Error("no");
    }).map(({ code }) => code),
  ).toEqual(["type", "unreadable"]);
});

test("passes the failed paths to the rules, without aliases and undocumented values", () => {
  const at = (code: Issue["code"], path: string): Issue => ({ ...ISSUE, code, path });
  let seen: readonly string[] = [];
  addRuleIssues(1, [at("alias", "/a"), at("type", "/b"), at("undocumented", "/c"), at("range", "/d")], (_, __, ___, failed) => {
    seen = failed.pointers;
  });
  expect(seen).toEqual(["/b", "/d"]);
});

describe("a request with a wrong type in one scene", () => {
  const layer = (dx: unknown) => ({
    layer_type: "IMAGE",
    asset_id: "5f3a",
    position: { dx, dy: 0, layer_index: 2 },
    size: { width: 200, height: 200 },
  });
  const human = { layer_type: "HUMAN", position: { dx: 0, dy: 0, layer_index: 1 }, size: { width: 600, height: 1080 } };
  const scene = (sequence_no: number, ...layers: readonly object[]) => ({
    sequence_no,
    shoot_script: { text_config: { text: "Hello." }, layer_config: [human, ...layers] },
  });
  const issuesOf = (...shoot_scripts: readonly object[]) =>
    checkCreate2DDigitalHumanVideoReq({
      model_asset_id: "a",
      voice_config: { voice_asset_id: "b" },
      video_config: { codec: "H264", bitrate: 5000, width: 1920, height: 1080 },
      shoot_scripts,
    });
  const found = (...shoot_scripts: readonly object[]) =>
    issuesOf(...shoot_scripts)
      .filter(({ code }) => code !== "skipped")
      .map(({ rule, code, path }) => `${rule ?? code} ${path.replace("/shoot_scripts", "")}`);

  test("has the findings of the other scenes, and of the other layers of the scene", () => {
    const scenes = [scene(1, layer(1900)), scene(2, layer("10"), layer(1850)), scene(3, layer(-150))];
    expect(found(...scenes).sort()).toEqual([
      "layer-index-unique /1/shoot_script/layer_config/1/position/layer_index",
      "layer-index-unique /1/shoot_script/layer_config/2/position/layer_index",
      "layer-overflow-x /0/shoot_script/layer_config/1/position/dx",
      "layer-overflow-x /1/shoot_script/layer_config/2/position/dx",
      "layer-overflow-x /2/shoot_script/layer_config/1/position/dx",
      "type /1/shoot_script/layer_config/1/position/dx",
    ]);
  });

  test("has the same findings in the other scenes as a request without the scene", () => {
    const bad = [{ sequence_no: 9, shoot_script: { layer_config: 5 } }, { sequence_no: 9, shoot_script: "x" }, 7 as never, null as never];
    for (const invalid of bad)
      expect(found(scene(1, layer(1900)), invalid).filter((line) => line.includes(" /0/"))).toEqual(found(scene(1, layer(1900))));
  });

  test("counts the valid elements of a list, also in the message", () => {
    const video = { layer_type: "VIDEO", asset_id: "v" };
    const layers = [video, null, { layer_type: 5 }, video, video];
    const messages = issuesOf({ sequence_no: 1, shoot_script: { text_config: { text: "a" }, layer_config: layers } } as never)
      .filter(({ rule }) => rule === "video-layer-count")
      .map(({ code, message }) => [code, message]);
    expect(messages).toEqual([["rule", "The scene has 3 video layers; the maximum is 2."]]);
  });

  test("names each skipped rule and the element for which it is skipped", () => {
    const skipped = issuesOf(scene(1, layer("10"))).filter(({ code }) => code === "skipped");
    expect(skipped.find(({ rule }) => rule === "layer-overflow-x")).toMatchObject({
      path: "/shoot_scripts/0/shoot_script/layer_config/1",
      message: "rule layer-overflow-x was skipped because /shoot_scripts/0/shoot_script/layer_config/1/position/dx is invalid",
    });
  });
});

test("rules for requests are evaluated for a saved script, and not for responses", () => {
  const layer = { layer_type: "IMAGE", asset_id: "a" };
  const scene = { shoot_script: { text_config: { text: "Hello." }, layer_config: [layer] } };
  const script = { video_config: { width: 1920, height: 1080, bitrate: 5000, frame_rate: 25 }, shoot_scripts: [scene, scene] };
  const ids = ["scene-sequence-missing", "frame-rate-string", "layer-position-missing", "layer-position-missing"];
  const avatars = ["avatar-not-shown", "avatar-not-shown"];
  expect(checkCreateVideoScriptsReq(script).map(({ rule }) => rule)).toEqual([...ids, ...avatars]);
  expect(checkShowVideoScriptResponse(script)).toEqual([]);
  expect(checkShow2DDigitalHumanVideoResponse({ job_id: "j", state: "SUCCEED", ...script })).toEqual([]);
});

test("an angle outside the range has the same direction within it as fix", () => {
  const fixOf = (angle: number) => checkLayerRotationConfig({ angle }).map(({ hint, fixes }) => [hint, fixes]);
  expect(fixOf(-45)).toEqual([["use 315", [{ path: "/angle", value: 315 }]]]);
  expect(fixOf(361)).toEqual([["use 1", [{ path: "/angle", value: 1 }]]]);
  expect([fixOf(0), fixOf(360)]).toEqual([[], []]);
  fc.assert(
    fc.property(fc.integer({ min: -1e6, max: 1e6 }), (angle) => {
      const [fix] = checkLayerRotationConfig({ angle }).flatMap(({ fixes = [] }) => fixes);
      const isValid = angle >= 0 && angle <= 360;
      expect(fix === undefined).toBe(isValid);
      const fixed = fix === undefined ? angle : Number(fix.value);
      expect(((fixed - angle) % 360) + 0).toBe(0);
      expect(checkLayerRotationConfig({ angle: fixed })).toEqual([]);
    }),
  );
});

describe("failed paths", () => {
  /** The failed paths, the path of a rule, the paths it reads, and the first failure that prevents its evaluation. */
  const ROWS: readonly (readonly [failed: readonly string[], path: string, dependencies: readonly string[], cause: string | undefined])[] =
    [
      [[], "", ["/a"], undefined],
      [["/a"], "", ["/a"], "/a"],
      [["/a"], "", ["/b"], undefined],
      [["/a"], "", ["/b", "/a"], "/a"],
      [["/a"], "", ["/a/b"], "/a"],
      [["/a/b"], "", ["/a"], "/a/b"],
      [["/ab"], "", ["/a"], undefined],
      [["/a"], "", ["/ab"], undefined],
      [[""], "/x", ["/a"], ""],
      [["/x"], "", [""], "/x"],
      [["/x/1/a"], "/x/1", ["/a"], "/x/1/a"],
      [["/x/2/a"], "/x/1", ["/a"], undefined],
      [["/x/1"], "/x/1", ["/a"], "/x/1"],
      [["/x/2/a"], "", ["/x/*/a"], "/x/2/a"],
      [["/x/2/b"], "", ["/x/*/a"], undefined],
      [["/x/2"], "", ["/x/*/a"], "/x/2"],
      [["/x"], "", ["/x/*/a"], "/x"],
      [["/b", "/a/c", "/a"], "", ["/a"], "/a/c"],
      [["/a", "/a/c"], "", ["/a/c"], "/a"],
      [["/a/c", "/a"], "", ["/a/c"], "/a/c"],
      [["/a", "/a"], "", ["/a"], "/a"],
      [["/x/1/a", "/x/0/a"], "", ["/x/*/a"], "/x/1/a"],
      [["/a~1b"], "", ["/a~1b"], "/a~1b"],
      [["/a/b"], "", ["/a~1b"], undefined],
      [["/a"], "", [], undefined],
    ];

  describe("findFailedDependency", () => {
    test.each(ROWS)("%j at %j reading %j: %j", (failed, path, dependencies, cause) => {
      expect(findFailedDependency(createFailedPaths(failed), path, dependencies)).toBe(cause);
    });
  });
});
