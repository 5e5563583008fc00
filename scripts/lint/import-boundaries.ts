import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";
import ts from "typescript";

/** An import that its layer does not allow. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly imports: string;
  readonly allowed: string;
}

/** Allowed imports of a module. A file belongs to the first layer whose path is a prefix of the file path. */
interface Layer {
  readonly path: string;
  /** Path prefixes of allowed modules in the repository. */
  readonly allowedPaths: readonly string[];
  /** Allowed packages by name; `*` allows all. */
  readonly packages: readonly string[];
  readonly node: boolean;
}

const PACKAGE_NAME = "metastudio-video";

const LAYERS: readonly Layer[] = [
  { path: "src/core/", allowedPaths: ["src/core/"], packages: [], node: false },
  { path: "src/validation/", allowedPaths: ["src/core/", "src/validation/"], packages: [], node: false },
  { path: "generated/", allowedPaths: ["generated/", "src/core/", "src/validation/"], packages: ["openapi-fetch"], node: false },
  { path: "src/node/", allowedPaths: ["src/", "generated/"], packages: ["openapi-fetch"], node: true },
  { path: "src/cli/", allowedPaths: ["src/", "generated/"], packages: ["openapi-fetch", "commander", "jsonc-parser"], node: true },
  { path: "src/sandbox/server.ts", allowedPaths: ["src/", "generated/"], packages: ["openapi-fetch"], node: true },
  // @noble/hashes (MD5) is bundled, so it is not a dependency of the package.
  { path: "src/assets/", allowedPaths: ["src/", "generated/"], packages: ["@noble/hashes"], node: false },
  { path: "src/sandbox/files/", allowedPaths: ["src/", "generated/"], packages: ["@noble/hashes"], node: false },
  { path: "src/", allowedPaths: ["src/", "generated/"], packages: ["openapi-fetch"], node: false },
  { path: "scripts/codegen/", allowedPaths: ["scripts/codegen/", "src/core/", "src/validation/"], packages: ["*"], node: true },
  {
    path: "scripts/lint/",
    allowedPaths: ["scripts/lint/", "scripts/task-runner.ts", "scripts/codegen/", "src/core/", "src/validation/"],
    packages: ["*"],
    node: true,
  },
  // docs/errors.md is generated from the client's own error mapping.
  {
    path: "scripts/docs/error-mapping.ts",
    allowedPaths: ["scripts/docs/", "src/http/", "src/core/", "src/errors.ts"],
    packages: [],
    node: false,
  },
  // docs/cli.md is generated from the commands.
  { path: "scripts/docs/cli-page.ts", allowedPaths: ["scripts/docs/", "src/cli/"], packages: ["commander"], node: false },
  { path: "scripts/docs/diagrams/", allowedPaths: ["scripts/", "src/", "generated/"], packages: [], node: true },
  { path: "scripts/docs/", allowedPaths: ["scripts/docs/", "scripts/task-runner.ts"], packages: ["*"], node: true },
  // The demo runs from source in a fresh clone, before the first build.
  { path: "scripts/demo/index.ts", allowedPaths: ["src/", "generated/"], packages: [], node: true },
  { path: "scripts/", allowedPaths: ["scripts/", "src/core/", "src/validation/"], packages: ["*"], node: true },
  { path: "examples/", allowedPaths: ["examples/"], packages: ["*"], node: true },
  { path: "bench/", allowedPaths: ["bench/", "scripts/docs/corpus.ts"], packages: ["*"], node: true },
];

/** Layers that need Node. Modules reachable from `src/index.ts` must not import them. */
const NODE_LAYERS = ["src/node/", "src/cli/", "src/sandbox/server.ts"];

/** Returns all imports in `src`, `generated`, `scripts`, `examples` and `bench` that their layer does not allow. */
export function findViolations(folder: string): Violation[] {
  const files = new Map(
    ["src", "generated", "scripts", "examples", "bench"]
      .flatMap((directory) => listSources(folder, directory))
      .map((file) => [file, parseImports(join(folder, file))]),
  );
  const violations: Violation[] = [];
  for (const [file, list] of files) {
    const layer = LAYERS.find((candidate) => file.startsWith(candidate.path));
    if (layer)
      violations.push(
        ...list
          .filter(({ to }) => !isAllowed(layer, file, to))
          .map(({ to, line }) => ({ file, line, imports: to, allowed: describeAllowed(layer) })),
      );
  }
  return [...violations, ...findNodeImports(files)];
}

interface Import {
  readonly to: string;
  readonly line: number;
}

function isAllowed(layer: Layer, file: string, to: string): boolean {
  if (to.startsWith(".")) {
    const target = resolve(file, to);
    return layer.allowedPaths.some((prefix) => target.startsWith(prefix));
  }
  if (isBuiltin(to)) return layer.node;
  const name = to.split("/", to.startsWith("@") ? 2 : 1).join("/");
  return layer.packages.includes("*") || layer.packages.includes(name) || (name === PACKAGE_NAME && !layer.path.startsWith("src"));
}

/** Returns the imports of Node layers in modules reachable from `src/index.ts`. */
function findNodeImports(files: ReadonlyMap<string, readonly Import[]>): Violation[] {
  const violations: Violation[] = [];
  const seen = new Set<string>();
  const queue = ["src/index.ts"];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    for (const { to, line } of files.get(file) ?? []) {
      const target = to.startsWith(".") ? resolve(file, to) : "";
      if (NODE_LAYERS.some((layer) => target.startsWith(layer))) {
        violations.push({ file, line, imports: to, allowed: "cross-runtime modules only, because src/index.ts reaches this file" });
      } else if (target !== "" && !seen.has(target)) {
        seen.add(target);
        queue.push(target);
      }
    }
  }
  return violations;
}

const resolve = (file: string, to: string): string => posix.normalize(posix.join(posix.dirname(file), to)).replace(/\.js$/, ".ts");

function describeAllowed({ allowedPaths, packages, node }: Layer): string {
  return [...allowedPaths, ...(node ? ["Node built-ins"] : []), ...packages.map((name) => (name === "*" ? "packages" : name))].join(", ");
}

function parseImports(path: string): Import[] {
  const text = readFileSync(path, "utf8");
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName, pos }) => ({ to: fileName, line: text.slice(0, pos).split("\n").length }));
}

function listSources(folder: string, directory: string): string[] {
  const listBelow = (path: string): string[] => {
    try {
      return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
        const child = `${path}/${entry.name}`;
        if (entry.isDirectory()) return entry.name === "node_modules" ? [] : listBelow(child);
        return entry.name.endsWith(".ts") ? [child] : [];
      });
    } catch {
      return [];
    }
  };
  return listBelow(directory).sort();
}
