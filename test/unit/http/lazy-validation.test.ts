import { expect, test } from "vitest";
import type { Issue } from "../../../src/core/issue.js";
import type { LazyValidator } from "../../../src/core/operation-call.js";
import { loadValidator, runValidator } from "../../../src/http/lazy-validation.js";

const issue = (path: string): Issue => ({
  code: "type",
  path,
  keyword: "type",
  message: "m",
  received: "f",
  expected: "w",
  severity: "error",
  source: "s",
});

/** A validator that accepts only 1 and has a rule that always fails. `loaded` lists the imported modules. */
function createValidator(): { validator: Required<LazyValidator>; loaded: string[] } {
  const loaded: string[] = [];
  const load = <T>(name: string, content: T): (() => Promise<T>) => {
    return async () => {
      loaded.push(name);
      return content;
    };
  };
  const validator = {
    isValid: load("isValid", (value: unknown) => value === 1),
    issues: load("issues", () => [issue("/schema")]),
    rules: load("rules", (_: unknown, found: readonly Issue[]) => [...found, issue("/rule")]),
  };
  return { validator, loaded };
}

test("evaluates the rules of a valid value without importing the module of schema issues", async () => {
  const { validator, loaded } = createValidator();
  expect(await runValidator(validator, 1)).toEqual([issue("/rule")]);
  expect(loaded).toEqual(["isValid", "rules"]);
});

test("returns schema issues before rule issues", async () => {
  const { validator, loaded } = createValidator();
  expect(await runValidator(validator, 2)).toEqual([issue("/schema"), issue("/rule")]);
  expect(loaded).toEqual(["isValid", "rules", "issues"]);
});

test("supports a schema without rules", async () => {
  const { validator, loaded } = createValidator();
  const { isValid, issues } = validator;
  expect(await runValidator({ isValid, issues }, 1)).toEqual([]);
  expect(await runValidator({ isValid, issues }, 2)).toEqual([issue("/schema")]);
  expect(loaded).toEqual(["isValid", "issues"]);
});

test("loads all modules in advance, each once", async () => {
  const { validator, loaded } = createValidator();
  await loadValidator(validator);
  await loadValidator(validator);
  expect(loaded.sort()).toEqual(["isValid", "issues", "rules"]);
});
