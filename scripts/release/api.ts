/**
 * npm run api [-- --check]
 *
 * Writes the public API of each entry point to etc/. With `--check`, compares the files and writes nothing. Exit codes: 0 written or
 * equal, 1 the API changed, 2 wrong usage.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Extractor, ExtractorConfig, ExtractorLogLevel, type IConfigFile } from "@microsoft/api-extractor";
import { writeDeclarations } from "../build/declarations.js";
import { type EntryPoint, readEntryPoints } from "../build/entry-points.js";
import { root } from "../task-runner.js";

/** Where the declarations and the reports of API Extractor are written, relative to the repository root. */
const WORK = ".verify/api";

async function main(): Promise<number> {
  const check = readOptions();
  if (check === undefined) return 2;
  const entries = readEntryPoints(root);
  rmSync(`${root}${WORK}`, { recursive: true, force: true });
  await writeDeclarations(root, entries, `${root}${WORK}`);
  const generated = generatedNames();
  const files = new Map(entries.map((entry) => [`etc/${entry.out}.api.md`, shortenReport(extract(entry), entry.subpath, generated)]));
  const old = existsSync(`${root}etc`) ? readdirSync(`${root}etc`).map((name) => `etc/${name}`) : [];
  const differences = [...new Set([...old, ...files.keys()])].flatMap((file) => {
    const lines = compareLines(old.includes(file) ? readFileSync(`${root}${file}`, "utf8") : "", files.get(file) ?? "");
    return lines.length === 0 ? [] : [[`${file}:`, ...lines].join("\n")];
  });
  if (check && differences.length > 0) {
    console.error(
      `${differences.join("\n")}\nThe public API changed. If that is intended, run: npm run api, commit etc/, and say in a changeset for whom it breaks: npx changeset`,
    );
    return 1;
  }
  if (!check) {
    mkdirSync(`${root}etc`, { recursive: true });
    for (const file of old.filter((name) => !files.has(name))) rmSync(`${root}${file}`);
    for (const [file, text] of files) writeFileSync(`${root}${file}`, text);
  }
  console.log(`etc/: the API of ${files.size} entry points ${check ? "is unchanged" : `is written, ${differences.length} changed`}`);
  return 0;
}

function readOptions(): boolean | undefined {
  try {
    return parseArgs({ options: { check: { type: "boolean", default: false } } }).values.check;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nusage: npm run api [-- --check]`);
    return undefined;
  }
}

/** The report of API Extractor for the declarations of an entry point. */
function extract({ out }: EntryPoint): string {
  const silent = { default: { logLevel: ExtractorLogLevel.None } };
  const file = `${WORK}/${out}.d.ts`;
  const compilerOptions = { target: "ES2022", lib: ["ES2022", "DOM", "DOM.Iterable"], module: "nodenext", strict: true, types: [] };
  const configObject: IConfigFile = {
    projectFolder: root,
    mainEntryPointFilePath: `${root}${file}`,
    compiler: { overrideTsconfig: { compilerOptions, files: [file] } },
    apiReport: { enabled: true, reportFolder: `${root}${WORK}/reports`, reportTempFolder: `${root}${WORK}/reports`, reportFileName: out },
    docModel: { enabled: false },
    newlineKind: "lf",
    messages: { compilerMessageReporting: silent, extractorMessageReporting: silent, tsdocMessageReporting: silent },
  };
  const config = ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: `${root}package.json`,
  });
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  return readFileSync(config.reportFilePath, "utf8");
}

/** Names that each file of `generated/` exports. `contract:diff` compares their declarations, so that a report only names them. */
function generatedNames(): Map<string, readonly string[]> {
  const files = readdirSync(`${root}generated`).filter((name) => name.endsWith(".ts"));
  return new Map(files.map((name) => [`generated/${name}`, exportedNames(readFileSync(`${root}generated/${name}`, "utf8"))]));
}

/** Leaves out remarks, and names the generated files instead of their declarations. */
export function shortenReport(report: string, subpath: string, generated: ReadonlyMap<string, readonly string[]>): string {
  const [, code = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(report) ?? [];
  const sections = code.split(/\n\n(?=\/\/ @)/).map((section) => section.replace(/^ *\/\/ .*\n?/gm, "").trim());
  const known = new Set([...generated.values()].flat());
  const names = exportedNames(sections.join("\n")).filter((name) => known.has(name));
  const whole = [...generated].filter(([, exported]) => exported.length > 0 && exported.every((name) => names.includes(name)));
  const single = names.filter((name) => !whole.some(([, exported]) => exported.includes(name)));
  const own = sections.filter((section) => section !== "" && !exportedNames(section).some((name) => known.has(name)));
  return [
    `# metastudio-video${subpath.slice(1)}`,
    "Written by `npm run api`. Do not edit.",
    ...(own.length === 0 ? [] : [`\`\`\`ts\n${own.join("\n\n")}\n\`\`\``]),
    ...(names.length === 0 ? [] : ["Generated:", [...whole.map(([file]) => file), ...single].map((name) => `- \`${name}\``).join("\n")]),
  ]
    .join("\n\n")
    .concat("\n");
}

/** The declarations that code exports, with their kind, because a type and a constant can have the same name. */
export const exportedNames = (code: string): string[] =>
  [...code.matchAll(/^export (?:declare |abstract |async )*((?:const|function|type|interface|class) [\w$]+)/gm)].map(([, name]) =>
    String(name),
  );

/** Lines that only one of the texts has, with `-` or `+`. */
export function compareLines(was: string, is: string): string[] {
  const lines = is.split("\n");
  const removed = was.split("\n").filter((line) => {
    const index = lines.indexOf(line);
    if (index >= 0) lines.splice(index, 1);
    return index < 0;
  });
  return [...removed.map((line) => `- ${line}`), ...lines.map((line) => `+ ${line}`)];
}

if (process.argv[1]?.endsWith("api.ts")) process.exitCode = await main();
