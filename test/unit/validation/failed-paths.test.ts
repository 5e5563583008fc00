import { describe, expect, test } from "vitest";
import { createFailedPaths, findFailedDependency } from "../../../src/validation/rule-issues.js";

/** The failed paths, the path of a rule, the paths it reads, and the first failure that prevents its evaluation. */
const ROWS: readonly (readonly [failed: readonly string[], path: string, dependencies: readonly string[], cause: string | undefined])[] = [
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
