import { describe, expect, test } from "vitest";
import { type CoverageReport, emitCoverage } from "../../../scripts/codegen/emit/coverage.js";
import type { Coverage } from "../../../scripts/codegen/emit/emitter.js";
import type { RuleCoverage } from "../../../scripts/codegen/emit/rules/module.js";
import { emitValidators, namedSchemas, validatorModules } from "../../../scripts/codegen/emit/validators.js";
import { emitAll } from "../../../scripts/codegen/generate.js";
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
