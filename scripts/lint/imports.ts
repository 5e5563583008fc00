import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { cruise, type ICruiseResult, type IForbiddenRuleType, type IViolation } from "dependency-cruiser";
import { MODULES, type SourceModule } from "./modules.js";

const ROOTS = ["src", "generated", "scripts", "examples", "bench"];

const GENERAL_RULES: IForbiddenRuleType[] = [
  { name: "no import cycles of files", severity: "error", from: {}, to: { circular: true } },
  { name: "no import cycles of folders", severity: "error", scope: "folder", from: {}, to: { circular: true } },
  {
    name: "src/index.ts must run without Node built-ins",
    severity: "error",
    from: { path: "^src/index\\.ts$" },
    to: { path: MODULES.filter(({ path, node }) => node && path.startsWith("src")).map(pattern), reachable: true },
  },
];

/** Reports imports that `MODULES` does not allow and import cycles of files and folders. Counts the source files that it read. */
export async function checkImports(folder: string): Promise<{ files: number; violations: string[] }> {
  const roots = ROOTS.filter((root) => existsSync(join(folder, root)));
  const { output } = await cruise(roots, {
    baseDir: folder,
    preserveSymlinks: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^bench/node_modules/" },
    // Type-only imports count: a type is part of the module that declares it.
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: { forbidden: [...MODULES.map(boundary), ...GENERAL_RULES] },
  });
  const { modules, summary } = output as ICruiseResult;
  const read = new Set(modules.map(({ source }) => source));
  const files = roots.flatMap((root) => listSources(folder, root));
  const patterns = MODULES.map((module) => new RegExp(pattern(module)));
  return {
    files: files.length,
    violations: [
      ...describeCycles(summary.violations),
      ...summary.violations.filter(({ cycle }) => !cycle).map((violation) => describeViolation(folder, violation)),
      ...files.filter((file) => !read.has(file)).map((file) => `${file}: not read by dependency-cruiser`),
      ...files
        .filter((file) => !patterns.some((regExp) => regExp.test(file)))
        .map((file) => `${file}: in no module of scripts/lint/modules.ts`),
    ].sort(),
  };
}

/** Describes each cycle once; it is reported for every member. */
function describeCycles(violations: readonly IViolation[]): string[] {
  const cycles = new Map<string, string>();
  for (const { from, cycle } of violations) {
    if (!cycle) continue;
    const names = cycle.map(({ name }) => name);
    const key = [...names].sort().join(" ");
    if (!cycles.has(key)) cycles.set(key, `${from}: import cycle ${[from, ...names].join(" → ")}`);
  }
  return [...cycles.values()];
}

function describeViolation(folder: string, { rule, from, to, unresolvedTo = to, via }: IViolation): string {
  if (via) return `${from}: reaches ${to} through ${via.map(({ name }) => name).join(" → ")}; ${rule.name}`;
  const lines = readFileSync(join(folder, from), "utf8").split("\n");
  return `${from}:${lines.findIndex((line) => line.includes(`${unresolvedTo}"`)) + 1} imports ${unresolvedTo}; ${rule.name}`;
}

/** A rule that forbids every import of a module except the listed ones. */
function boundary(module: SourceModule): IForbiddenRuleType {
  const { path, imports, packages = [], node } = module;
  const modules = MODULES.filter((other) => other === module || imports.includes(other.path)).map(pattern);
  const names = packages.map((name) => `(^|/)node_modules/${name}/|^${name}(/|$)`);
  const allowed = [...modules, ...names, ...(node ? [`^(node:)?(${builtinModules.join("|")})$`] : [])];
  return {
    name: `${path} may import ${describeImports(module)}`,
    severity: "error",
    from: { path: pattern(module) },
    to: packages.includes("*") ? { path: `^(${[...ROOTS, "test"].join("|")})/`, pathNot: modules } : { pathNot: allowed },
  };
}

function describeImports({ imports, packages = [], node }: SourceModule): string {
  const names = packages.includes("*") ? ["packages"] : packages.map((name) => `package ${name}`);
  return [...imports, ...names, ...(node ? ["Node built-ins"] : [])].join(", ") || "nothing";
}

/** Matches the files of a module, without those of modules inside its folder. */
function pattern({ path }: SourceModule): string {
  if (path.endsWith(".ts")) return `^${escapeDots(path)}$`;
  const inner = MODULES.filter((other) => other.path.startsWith(`${path}/`)).map((other) => escapeDots(other.path.slice(path.length + 1)));
  return `^${escapeDots(path)}/${inner.length > 0 ? `(?!(${inner.join("|")})(/|$))` : ""}`;
}

function escapeDots(text: string): string {
  return text.replaceAll(".", "\\.");
}

const listSources = (folder: string, path: string): string[] =>
  readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules") return [];
    const file = `${path}/${entry.name}`;
    if (entry.isDirectory()) return listSources(folder, file);
    return /\.m?ts$/.test(file) ? [file] : [];
  });
