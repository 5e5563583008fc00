import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readIgnoredExamples } from "../../../scripts/lint/redocly-ignores.js";

const folder = mkdtempSync(join(tmpdir(), "ignored-"));
afterAll(() => rmSync(folder, { recursive: true }));

const list = join(folder, "list.yaml");
const page = join(folder, "discrepancies.md");
writeFileSync(
  list,
  "openapi.yaml:\n  no-invalid-media-type-examples:\n    - '#/paths/~1x/get/responses/200/content/j/examples/page/value/state'\n    - '#/a/value/video_config/frame_rate'\n",
);

test("finds documented pointers", () => {
  writeFileSync(page, "The example has `/state` and `/video_config/frame_rate`.");
  expect(readIgnoredExamples(list, page)).toEqual({ count: 2, undocumented: [] });
});

test("reports undocumented pointers", () => {
  writeFileSync(page, "The example has `/state`; /video_config/frame_rate without backticks does not count.");
  expect(readIgnoredExamples(list, page)).toEqual({ count: 2, undocumented: ["/video_config/frame_rate"] });
});

test("handles missing files", () => {
  expect(readIgnoredExamples(join(folder, "none.yaml"), join(folder, "none.md"))).toEqual({ count: 0, undocumented: [] });
  expect(readIgnoredExamples(list, join(folder, "none.md")).undocumented).toEqual(["/state", "/video_config/frame_rate"]);
});
