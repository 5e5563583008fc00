import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { root } from "../../../scripts/task-runner.js";

const filesIn = (folder: string): string[] => readdirSync(`${root}${folder}`).map((name) => `${folder}/${name}`);
const inFolder = (folder: string, ...names: string[]): string[] => names.map((name) => `${folder}/${name}.test.ts`);
const celTests = (...names: string[]): string[][] => names.map((name) => inFolder("test/unit/codegen/cel", name));
const emitTests = (...names: string[]): string[] => inFolder("test/unit/codegen/emit", ...names);
const validationTests = (...names: string[]): string[] => inFolder("test/unit/validation", ...names);

const KEYWORDS = filesIn("scripts/codegen/keywords").filter((file) => !/(index|runtime|value-types)\.ts$/.test(file));
const KEYWORD_TESTS = filesIn("test/unit/codegen/keywords").filter((file) => !file.includes("new-keyword"));
const ofKeyword = (file: string): [string, string[][]] => {
  const own = KEYWORD_TESTS.filter((suite) => basename(suite, ".test.ts") === basename(file, ".ts"));
  return [file, [own, emitTests("emitter", "messages"), KEYWORD_TESTS]];
};

/** The mutated files, each with the test files that cover it, in execution order. */
export const SUITES: ReadonlyMap<string, readonly (readonly string[])[]> = new Map<string, string[][]>([
  ...KEYWORDS.map(ofKeyword),
  ["scripts/codegen/emit/emitter.ts", [emitTests("emitter"), KEYWORD_TESTS, emitTests("messages")]],
  ["scripts/codegen/emit/rules/expression.ts", celTests("text", "behavior", "report", "hosts", "errors")],
  ["scripts/codegen/emit/rules/report.ts", celTests("report", "hosts", "errors", "text", "behavior")],
  ["scripts/codegen/emit/rules/compile.ts", celTests("report", "hosts", "errors", "text", "behavior")],
  ["scripts/codegen/emit/rules/module.ts", [inFolder("test/unit/codegen/cel", "hosts", "report")]],
  ...filesIn("src/validation/keywords").map(ofKeyword),
  ["src/validation/collect-issues.ts", [validationTests("collect-issues"), emitTests("messages"), KEYWORD_TESTS]],
  ["src/validation/rule-issues.ts", [validationTests("run-checks"), inFolder("test/unit/codegen/cel", "report", "hosts")]],
  ...["cel-functions", "formats"].map((name): [string, string[][]] => [`src/validation/${name}.ts`, [validationTests("formats")]]),
  ...["json-equal", "pointer", "strings"].map((name): [string, string[][]] => [
    `src/core/${name}.ts`,
    [inFolder("test/unit/core", "values"), emitTests("messages")],
  ]),
]);
