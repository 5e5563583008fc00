import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";
import ts from "typescript";

/** One import that leaves its floor. */
export interface Trespass {
  readonly file: string;
  readonly line: number;
  readonly imports: string;
  readonly allowed: string;
}

/** What the files of a room may import; the first room that fits a file is its room. */
interface Room {
  readonly room: string;
  /** Path prefixes inside the repository. */
  readonly may: readonly string[];
  /** Packages, by name; `*` is any. */
  readonly packages: readonly string[];
  readonly node: boolean;
}

const BUILT = "metastudio-video";

/** From the contract to generated/. */
const PIPELINE = ["scripts/codegen/"];

const rooms: readonly Room[] = [
  { room: "src/core/", may: ["src/core/"], packages: [], node: false },
  { room: "src/validation/", may: ["src/core/", "src/validation/"], packages: [], node: false },
  { room: "generated/", may: ["generated/", "src/core/", "src/validation/"], packages: ["openapi-fetch"], node: false },
  { room: "src/node/", may: ["src/", "generated/"], packages: ["openapi-fetch"], node: true },
  { room: "src/cli/", may: ["src/", "generated/"], packages: ["openapi-fetch", "commander"], node: true },
  { room: "src/sandbox/server.ts", may: ["src/", "generated/"], packages: ["openapi-fetch"], node: true },
  // MD5 is bundled: it is no dependency of those who install the package.
  { room: "src/assets/", may: ["src/", "generated/"], packages: ["@noble/hashes"], node: false },
  { room: "src/sandbox/files/", may: ["src/", "generated/"], packages: ["@noble/hashes"], node: false },
  { room: "src/", may: ["src/", "generated/"], packages: ["openapi-fetch"], node: false },
  ...PIPELINE.map((room) => ({
    room,
    may: [...PIPELINE, "src/core/", "src/validation/"],
    packages: ["*"],
    node: true,
  })),
  {
    room: "scripts/lint/",
    may: ["scripts/lint/", "scripts/task-runner.ts", "scripts/codegen/", "src/core/", "src/validation/"],
    packages: ["*"],
    node: true,
  },
  // The page of errors asks the client itself what becomes of an answer, so that it cannot say anything else.
  { room: "scripts/docs/error-mapping.ts", may: ["scripts/docs/", "src/http/", "src/core/", "src/errors.ts"], packages: [], node: false },
  // The page of the command line is what the commands themselves say.
  { room: "scripts/docs/cli-page.ts", may: ["scripts/docs/", "src/cli/"], packages: ["commander"], node: false },
  { room: "scripts/docs/diagrams/", may: ["scripts/", "src/", "generated/"], packages: [], node: true },
  { room: "scripts/docs/", may: ["scripts/docs/", "scripts/task-runner.ts"], packages: ["*"], node: true },
  // The demo tells a story to people with a fresh clone, who have built nothing yet.
  { room: "scripts/demo/index.ts", may: ["src/", "generated/"], packages: [], node: true },
  { room: "scripts/", may: ["scripts/", "src/core/", "src/validation/"], packages: ["*"], node: true },
  { room: "examples/", may: ["examples/"], packages: ["*"], node: true },
  { room: "bench/", may: ["bench/"], packages: ["*"], node: true },
];

/** Rooms that need Node; nothing that `src/index.ts` reaches may lie in them. */
const NODE_ROOMS = ["src/node/", "src/cli/", "src/sandbox/server.ts"];

/** Every import of `src`, `generated`, `scripts`, `examples` and `bench` that leaves its floor. */
export function trespasses(folder: string): Trespass[] {
  const files = new Map(
    ["src", "generated", "scripts", "examples", "bench"]
      .flatMap((part) => sources(folder, part))
      .map((file) => [file, imports(join(folder, file))]),
  );
  const found: Trespass[] = [];
  for (const [file, list] of files) {
    const room = rooms.find((candidate) => file.startsWith(candidate.room));
    if (room)
      found.push(
        ...list.filter(({ to }) => !allowed(room, file, to)).map(({ to, line }) => ({ file, line, imports: to, allowed: describe(room) })),
      );
  }
  return [...found, ...reached(files)];
}

interface Import {
  readonly to: string;
  readonly line: number;
}

function allowed(room: Room, file: string, to: string): boolean {
  if (to.startsWith(".")) {
    const target = resolve(file, to);
    return room.may.some((prefix) => target.startsWith(prefix));
  }
  if (isBuiltin(to)) return room.node;
  const name = to.split("/", to.startsWith("@") ? 2 : 1).join("/");
  return room.packages.includes("*") || room.packages.includes(name) || (name === BUILT && !room.room.startsWith("src"));
}

/** What `src/index.ts` leads to, step by step, when it ends in a room that needs Node. */
function reached(files: ReadonlyMap<string, readonly Import[]>): Trespass[] {
  const found: Trespass[] = [];
  const seen = new Set<string>();
  const queue = ["src/index.ts"];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    for (const { to, line } of files.get(file) ?? []) {
      const target = to.startsWith(".") ? resolve(file, to) : "";
      if (NODE_ROOMS.some((room) => target.startsWith(room))) {
        found.push({ file, line, imports: to, allowed: "what browsers, Workers, Deno, Bun and Node share: src/index.ts leads here" });
      } else if (target !== "" && !seen.has(target)) {
        seen.add(target);
        queue.push(target);
      }
    }
  }
  return found;
}

const resolve = (file: string, to: string): string => posix.normalize(posix.join(posix.dirname(file), to)).replace(/\.js$/, ".ts");

function describe({ may, packages, node }: Room): string {
  return [...may, ...(node ? ["Node built-ins"] : []), ...packages.map((name) => (name === "*" ? "packages" : name))].join(", ");
}

function imports(path: string): Import[] {
  const text = readFileSync(path, "utf8");
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName, pos }) => ({ to: fileName, line: text.slice(0, pos).split("\n").length }));
}

function sources(folder: string, part: string): string[] {
  const below = (path: string): string[] => {
    try {
      return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
        const here = `${path}/${entry.name}`;
        if (entry.isDirectory()) return entry.name === "node_modules" ? [] : below(here);
        return entry.name.endsWith(".ts") ? [here] : [];
      });
    } catch {
      return [];
    }
  };
  return below(part).sort();
}
