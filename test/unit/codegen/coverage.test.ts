import { describe, expect, test } from "vitest";
import { type CoverageReport, emitCoverage } from "../../../scripts/codegen/emit/coverage.js";
import type { Coverage } from "../../../scripts/codegen/emit/emitter.js";
import type { RuleCoverage } from "../../../scripts/codegen/emit/rules/module.js";
import { emitValidators, namedSchemas, validatorModules } from "../../../scripts/codegen/emit/validators.js";
import { compileContract, emitAll } from "../../../scripts/codegen/generate.js";
import { isEnforced, KEYWORDS } from "../../../scripts/codegen/keywords/index.js";
import { readContract } from "../../../scripts/codegen/model/contract.js";
import { ContractError } from "../../../scripts/codegen/parse/diagnostic.js";
import { readDocument } from "../../../scripts/codegen/parse/document.js";
import { FILMS, withKeyword } from "../helpers/pipeline.js";
import { createDocument, evaluateContract, fileText } from "../helpers/rules.js";

test("every enforced keyword has emit functions or another keyword that enforces it", () => {
  // The emitter handles `type` itself; rules have a separate compiler.
  const own = ["type", "x-validations"];
  const enforced = [...KEYWORDS.values()].filter(({ name }) => isEnforced(name) && !own.includes(name));
  const notEmitted = enforced.filter(({ test, report, enforcedBy = "" }) => !(test && report) && !KEYWORDS.get(enforcedBy)?.test);
  expect(notEmitted.map(({ name }) => name)).toEqual([]);
  expect(enforced.length).toBeGreaterThanOrEqual(35);
});

test("the coverage report lists emitted functions and tables for every constraint", () => {
  const { files, coverage } = emitAll(readDocument("films.yaml", FILMS));
  const found: CoverageReport = JSON.parse(coverage);
  expect(found.keywords["#/components/schemas/Film/properties/width"]?.maximum).toEqual(["FilmKeywords", "matchesFilm"]);
  expect(found.keywords["#/components/schemas/Scene/properties/title"]?.maxLength).toEqual(["SceneKeywords", "matchesScene"]);
  expect(found.keywords["#/paths/~1films~1{film_id}/get/parameters/0/schema"]?.maxLength).toEqual([
    "ShowFilmParametersKeywords",
    "matchesShowFilmParameters",
  ]);
  expect(found.rules).toEqual({ "film-format": ["filmRules"] });
  expect(found.reads).toEqual({
    "film-format": ["#/components/schemas/Film/properties/height", "#/components/schemas/Film/properties/width"],
  });
  const texts = files.map(({ name }) => fileText(files, name)).join("\n");
  const declared = [...texts.matchAll(/^(?:export )?(?:function|const) ([A-Za-z0-9_$]+)/gm)].map((match) => match[1]);
  const listed = [...Object.values(found.keywords).flatMap((keywords) => Object.values(keywords)), ...Object.values(found.rules)].flat();
  expect(declared).toEqual(expect.arrayContaining(listed));
});

test("a component named like a scalar type has its own table", () => {
  const contract = evaluateContract(
    createDocument({
      Integer: { type: "object", required: ["n"], properties: { n: { type: "integer" } } },
      T: { type: "array", items: { $ref: "#/components/schemas/Integer" } },
    }),
  );
  expect(contract.validate("T", [{ n: "x" }, {}]).map(({ code, path }) => `${code} ${path}`)).toEqual(["type /0/n", "required /1/n"]);
});

test("lists unknown extensions as ignored", () => {
  const { coverage } = emitAll(readDocument("films.yaml", FILMS.replace("maxLength: 9", "maxLength: 9, x-curtain-color: red")));
  expect((JSON.parse(coverage) as CoverageReport).ignored).toEqual(["#/components/schemas/Scene/properties/title/x-curtain-color"]);
});

describe("constraints without enforcement are errors", () => {
  const contract = readContract(readDocument("films.yaml", FILMS));
  const schemas = namedSchemas(contract);
  const modules = validatorModules(schemas).flatMap((module) => emitValidators(module).coverage);
  const coverage = new Map<string, ReadonlySet<string>>();
  for (const [pointer, functions] of modules.flatMap((module) => [...module]))
    coverage.set(pointer, new Set([...(coverage.get(pointer) ?? []), ...functions]));
  const rules = new Map([["film-format", new Set(["filmRules"])]]);
  const messages = (keywords: Coverage, evaluated: RuleCoverage): readonly string[] => {
    try {
      emitCoverage(contract, schemas, [keywords], evaluated, new Map());
      return [];
    } catch (error) {
      if (error instanceof ContractError) return error.diagnostics.map(({ line, message }) => `${line}: ${message}`);
      throw error;
    }
  };
  const line = (text: string): number => FILMS.slice(0, FILMS.indexOf(text)).split("\n").length;
  const pointer = "/components/schemas/Scene/properties/title/maxLength";

  test("accepts complete coverage", () => expect(messages(coverage, rules)).toEqual([]));

  test("reports a keyword without an emitter", () => {
    const without = new Map([...coverage].filter(([key]) => key !== pointer));
    expect(messages(without, rules)).toEqual([`${line("maxLength: 9")}: maxLength is not enforced`]);
  });

  test("reports a keyword that only the table or only the predicate enforces", () => {
    for (const name of ["SceneKeywords", "matchesScene"]) {
      const half = new Map([...coverage, [pointer, new Set([name])]]);
      expect(messages(half, rules)).toEqual([`${line("maxLength: 9")}: maxLength is not enforced`]);
    }
  });

  test("reports a rule that is not evaluated", () => {
    expect(messages(coverage, new Map())).toEqual([`${line("- id: film-format")}: rule film-format is not enforced`]);
  });

  test.each(["maximum", "maxLength", "enum", "items", "$ref", "required"])("reports the removed emitter of %s", (name) => {
    const { test: _, ...withoutEmitter } = KEYWORDS.get(name) ?? expect.fail(name);
    if (!FILMS.includes(name)) throw new Error(`the fixture does not use ${name}`);
    withKeyword(withoutEmitter, () => expect(() => evaluateContract(FILMS)).toThrow(`${name} is not enforced`));
  });
});

describe("contract changes", () => {
  /** Returns the lines of `after` that `before` does not contain, except the hash of the contract. */
  function changes(before: string, after: string): string[] {
    const known = new Set(before.split("\n"));
    return after.split("\n").filter((line) => !known.has(line) && !line.includes('"contract":'));
  }

  describe("contract changes reach every generated file", () => {
    test("range", async () => {
      const text = FILMS.replace("maximum: 4096", "maximum: 8192");
      const [before, after] = [await compileContract("films.yaml", FILMS), await compileContract("films.yaml", text)];
      const changed = [...after].flatMap(([name, content]) =>
        changes(before.get(name) ?? "", content).map((line) => `${name}: ${line.trim()}`),
      );
      expect(changed.filter((line) => !line.includes("8192"))).toEqual([]);
      expect(new Set(changed.map((line) => line.split(":")[0]))).toEqual(new Set(["predicates.ts", "validators.ts", "constraints.ts"]));
      expect(evaluateContract(FILMS).is("Film", { width: 8192 })).toBe(false);
      expect(evaluateContract(text).is("Film", { width: 8192 })).toBe(true);
      expect(evaluateContract(text).is("Film", { width: 8193 })).toBe(false);
    });

    test("enum value: types, validators, messages and constraints", async () => {
      const files = await compileContract("films.yaml", FILMS.replace("[RUNNING, DONE]", "[RUNNING, DONE, LOST]"));
      expect(files.get("types.ts")).toContain('"RUNNING" | "DONE" | "LOST" | Unrecognized');
      expect(files.get("predicates.ts")).toContain('!== "LOST"');
      expect(files.get("validators.ts")).toContain('"LOST"]');
      expect(files.get("constraints.ts")).toContain("LOST");
    });

    test("new constraint: coverage report", async () => {
      const text = FILMS.replace("maxLength: 9", "maxLength: 9, pattern: '^[A-Z]'");
      const coverage = JSON.parse((await compileContract("films.yaml", text)).get("coverage.json") ?? "");
      expect(coverage.keywords["#/components/schemas/Scene/properties/title"].pattern).toEqual(["SceneKeywords", "matchesScene"]);
    });

    test("new rule: evaluation and coverage report", () => {
      const rule = "\n      x-validations: [{ id: titled, rule: has(self.title), message: m, severity: warning, source: s }]";
      const contract = evaluateContract(FILMS.replace("description: A scene.", `description: A scene.${rule}`));
      expect(contract.check("Film", { width: 1920, scenes: [{}] }).map(({ rule: id, path }) => [id, path])).toEqual([
        ["titled", "/scenes/0"],
      ]);
      expect(contract.coverage.rules).toEqual({ "film-format": ["filmRules"], titled: ["sceneRules"] });
    });

    test("headers contain the generator and the source, but no hash", async () => {
      const files = await compileContract("films.yaml", FILMS);
      for (const [name, text] of files) {
        if (name === "coverage.json") continue;
        expect(text.split("\n")[0]).toBe(
          "// @generated by scripts/codegen/index.ts from openapi.yaml. Do not edit. To update: npm run generate",
        );
        expect(text).not.toMatch(/[0-9a-f]{64}/);
      }
      expect((await compileContract("films.yaml", `${FILMS}# comment\n`)).get("types.ts")).toBe(files.get("types.ts"));
    });

    test("coverage.json contains the hash of the contract, which does not depend on line endings", async () => {
      const hash = async (text: string) => JSON.parse((await compileContract("films.yaml", text)).get("coverage.json") ?? "").contract;
      const first = await hash(FILMS);
      expect(first).toMatch(/^[0-9a-f]{64}$/);
      expect(await hash(FILMS.replaceAll("\n", "\r\n"))).toBe(first);
      expect(await hash(`${FILMS}# comment\n`)).not.toBe(first);
    });
  });
});
