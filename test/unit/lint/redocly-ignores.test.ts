import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ignored } from "../../../scripts/lint/redocly-ignores.js";

const folder = mkdtempSync(join(tmpdir(), "ignored-"));
afterAll(() => rmSync(folder, { recursive: true }));

const list = join(folder, "list.yaml");
const page = join(folder, "discrepancies.md");
writeFileSync(
  list,
  "openapi.yaml:\n  no-invalid-media-type-examples:\n    - '#/paths/~1x/get/responses/200/content/j/examples/page/value/state'\n    - '#/a/value/video_config/frame_rate'\n",
);

test("each example that may be wrong is named by its pointer", () => {
  writeFileSync(page, "The example says `/state` … and `/video_config/frame_rate` …");
  expect(ignored(list, page)).toEqual({ count: 2, unnamed: [] });
});

test("one that nobody tells of is found", () => {
  writeFileSync(page, "The example says `/state`; /video_config/frame_rate without backticks is no name.");
  expect(ignored(list, page)).toEqual({ count: 2, unnamed: ["/video_config/frame_rate"] });
});

test("no list, no page: nothing is ignored", () => {
  expect(ignored(join(folder, "none.yaml"), join(folder, "none.md"))).toEqual({ count: 0, unnamed: [] });
  expect(ignored(list, join(folder, "none.md")).unnamed).toEqual(["/state", "/video_config/frame_rate"]);
});
