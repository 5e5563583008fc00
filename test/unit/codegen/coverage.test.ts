import { describe, expect, test } from "vitest";
import { emitCoverage, missingFunctions } from "../../../scripts/codegen/emit/coverage.js";
import type { Coverage } from "../../../scripts/codegen/emit/emitter.js";
import { KEYWORDS } from "../../../scripts/codegen/emit/keywords/index.js";
import type { RuleCoverage } from "../../../scripts/codegen/emit/rules/module.js";
import { emitValidators, namedSchemas, validatorModules } from "../../../scripts/codegen/emit/validators.js";
import { assemble } from "../../../scripts/codegen/generate.js";
import { readContract } from "../../../scripts/codegen/model/contract.js";
import { VOCABULARY } from "../../../scripts/codegen/model/keywords.js";
import { ContractError } from "../../../scripts/codegen/parse/diagnostic.js";
import { readDocument } from "../../../scripts/codegen/parse/document.js";
import { FILMS } from "../../helpers/pipeline.js";
import { compile, textOf } from "../../helpers/rules.js";

interface Written {
  readonly keywords: Record<string, string[]>;
  readonly rules: Record<string, string[]>;
  readonly ignored: string[];
}

test("every keyword that asserts or applies has an emitter, and no emitter is for another", () => {
  const enforced = Object.keys(VOCABULARY).filter((name) => ["assertion", "applicator"].includes(VOCABULARY[name]?.role ?? ""));
  // `type` is asked by every function itself; rules have a compiler of their own.
  const own = ["type", "x-validations"];
  expect(KEYWORDS.map(({ name }) => name).sort()).toEqual(enforced.filter((name) => !own.includes(name)).sort());
});

test("every constraint of a contract is covered by functions that exist", () => {
  const { files, coverage } = assemble(readDocument("films.yaml", FILMS));
  const found: Written = JSON.parse(coverage);
  expect(found.keywords["#/components/schemas/Film/properties/width/maximum"]).toEqual(["collectFilm", "collectInteger", "holdsFilm"]);
  expect(found.keywords["#/components/schemas/Scene/properties/title/maxLength"]).toEqual([
    "collectScene",
    "collectString_2",
    "holdsScene",
  ]);
  expect(found.keywords["#/paths/~1films~1{film_id}/get/parameters/0/schema/maxLength"]).toEqual([
    "collectShowFilmParameters",
    "collectString",
    "holdsShowFilmParameters",
  ]);
  expect(found.rules).toEqual({ "film-format": ["rulesOfFilm"] });
  const texts = files.map(({ name }) => textOf(files, name));
  expect(missingFunctions(coverage, texts)).toEqual([]);
  const without = texts.map((text) => text.replaceAll("function holdsScene(", "function gone("));
  expect(missingFunctions(coverage, without)).toEqual(["holdsScene"]);
});

test("extensions that no rule of the house speaks of are listed as ignored", () => {
  const { coverage } = assemble(readDocument("films.yaml", FILMS.replace("maxLength: 9", "maxLength: 9, x-colour-of-the-curtain: red")));
  expect((JSON.parse(coverage) as Written).ignored).toEqual(["#/components/schemas/Scene/properties/title/x-colour-of-the-curtain"]);
});

describe("a constraint that nobody enforces fails the run", () => {
  const contract = readContract(readDocument("films.yaml", FILMS));
  const schemas = namedSchemas(contract);
  const modules = validatorModules(schemas).flatMap((module) => emitValidators(module).coverage);
  const coverage = new Map<string, ReadonlySet<string>>();
  for (const [pointer, functions] of modules.flatMap((module) => [...module]))
    coverage.set(pointer, new Set([...(coverage.get(pointer) ?? []), ...functions]));
  const rules = new Map([["film-format", new Set(["rulesOfFilm"])]]);
  const faults = (keywords: Coverage, asked: RuleCoverage): readonly string[] => {
    try {
      emitCoverage(contract, schemas, [keywords], asked);
      return [];
    } catch (error) {
      if (error instanceof ContractError) return error.diagnostics.map(({ line, message }) => `${line}: ${message}`);
      throw error;
    }
  };
  const line = (text: string): number => FILMS.slice(0, FILMS.indexOf(text)).split("\n").length;
  const pointer = "/components/schemas/Scene/properties/title/maxLength";

  test("all enforced", () => expect(faults(coverage, rules)).toEqual([]));

  test("a keyword without an emitter", () => {
    const without = new Map([...coverage].filter(([key]) => key !== pointer));
    expect(faults(without, rules)).toEqual([`${line("maxLength: 9")}: nothing enforces maxLength here`]);
  });

  test("a keyword that is only collected, or only judged", () => {
    for (const name of ["collectScene", "holdsScene"]) {
      const half = new Map([...coverage, [pointer, new Set([name])]]);
      expect(faults(half, rules)).toEqual([`${line("maxLength: 9")}: nothing enforces maxLength here`]);
    }
  });

  test("a rule that is not asked", () => {
    expect(faults(coverage, new Map())).toEqual([`${line("- id: film-format")}: nothing enforces the rule film-format`]);
  });

  test.each(KEYWORDS.filter(({ name }) => ["maximum", "maxLength", "enum", "items", "$ref", "required"].includes(name)))(
    "the emitter of $name is taken out",
    ({ name }) => {
      const list = KEYWORDS as unknown as { name: string }[];
      const at = list.findIndex((keyword) => keyword.name === name);
      const [emitter] = list.splice(at, 1);
      try {
        if (!FILMS.includes(name)) throw new Error(`the films have no ${name}`);
        expect(() => compile(FILMS)).toThrow(`nothing enforces ${name} here`);
      } finally {
        if (emitter) list.splice(at, 0, emitter);
      }
    },
  );
});
