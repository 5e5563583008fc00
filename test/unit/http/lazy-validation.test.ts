import { expect, test } from "vitest";
import { operationValidators } from "../../../generated/operation-validators.js";
import type { Issue } from "../../../src/core/issue.js";
import type { LazyValidator } from "../../../src/core/operation-call.js";
import { loadValidator, runValidator } from "../../../src/http/call-validation.js";

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
function createValidator(): { validator: Required<Omit<LazyValidator, "ruleProperties">>; loaded: string[] } {
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
  expect(loaded).toEqual(["isValid", "issues", "rules"]);
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

const ruleProperties = ["a", "b"];

test.each([
  ["an object without the properties of the rules", { c: 1 }, []],
  ["an object with one of them", { b: undefined }, ["rules"]],
  ["a value that is no object", 1, ["rules"]],
])("imports the rules only for values that can break one: %s", async (_, value, expected) => {
  const { validator, loaded } = createValidator();
  await runValidator({ ...validator, isValid: async () => () => true, ruleProperties }, value);
  expect(loaded).toEqual(expected);
});

test.each(["", "/a", "/b/0/c"])("imports the rules if a value that a rule reads is invalid: issue at %j", async (path) => {
  const { validator, loaded } = createValidator();
  await runValidator({ ...validator, issues: async () => () => [issue(path)], ruleProperties }, {});
  expect(loaded).toContain("rules");
});

test("does not import the rules for an issue at another property", async () => {
  const { validator, loaded } = createValidator();
  expect(await runValidator({ ...validator, issues: async () => () => [issue("/ab")], ruleProperties }, {})).toEqual([issue("/ab")]);
  expect(loaded).not.toContain("rules");
});

const bodies = Object.entries(operationValidators).flatMap(([operation, { body, responses = {} }]) =>
  [...(body === undefined ? [] : [body]), ...Object.values(responses)].map((validator) => ({ operation, validator })),
);

test.each(bodies.filter(({ validator }) => validator.ruleProperties !== undefined))(
  "a value without the properties of the rules breaks none: $operation",
  async ({ validator: { ruleProperties: _, ...validator } }) => {
    const issues = await runValidator(validator, {});
    expect(issues.filter(({ rule }) => rule !== undefined)).toEqual([]);
  },
);

test("a task without its script needs no rules", () => {
  const [validator] = Object.values(operationValidators["show2DDigitalHumanVideo"]?.responses ?? {});
  expect(validator?.ruleProperties).toContain("shoot_scripts");
});
