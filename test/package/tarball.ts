import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { binPath, runCommand, root, type StepResult } from "../../scripts/task-runner.js";

/** Where verify leaves what a person may want to look at. */
export const WORK = `${root}.verify/`;

/** A file of the package, as npm lists it. */
interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Packs what was built; the verdict tells how much it is, and lists the files when something is among them that should not be. */
export async function pack(): Promise<StepResult> {
  rmSync(`${WORK}package`, { recursive: true, force: true });
  mkdirSync(`${WORK}package`, { recursive: true });
  const { code, stdout, output } = await runCommand("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", `${WORK}package`]);
  if (code !== 0) return { ok: false, note: "npm pack failed", output };
  const [packed] = JSON.parse(stdout) as Packed[];
  if (packed === undefined) return { ok: false, note: "npm pack made nothing", output };
  const strange = packed.files.filter(
    ({ path }) =>
      !/^(dist\/|openapi\.yaml$|package\.json$|README(\.[\w-]+)?\.md$|CHANGELOG\.md$|LICENSE$)/.test(path) || path.endsWith(".map"),
  );
  const weigh = (name: string, is: (path: string) => boolean): string => {
    const files = packed.files.filter(({ path }) => is(path));
    return `${files.length} ${name} ${kilo(files.reduce((sum, { size }) => sum + size, 0))}`;
  };
  const sums = [weigh("modules", (path) => path.endsWith(".js")), weigh("declarations", (path) => path.endsWith(".d.ts"))];
  const note = `${kilo(packed.size)} packed, ${kilo(packed.unpackedSize)} unpacked: ${sums.join(", ")}`;
  if (strange.length === 0) return { ok: true, note };
  return {
    ok: false,
    note: `${strange.length} files that do not belong into the package`,
    output: strange.map(({ path }) => path).join("\n"),
  };
}

/** Path of the packed tarball. */
export function tarball(): string {
  const name = readdirSync(`${WORK}package`).find((file) => file.endsWith(".tgz"));
  if (name === undefined) throw new Error("no tarball: npm pack made none");
  return `${WORK}package/${name}`;
}

/** publint: does package.json keep what it promises? */
export async function publint(): Promise<StepResult> {
  const { code, output } = await runCommand(binPath("publint"), ["run", tarball(), "--strict"]);
  return code === 0
    ? { ok: true, note: "no suggestion left" }
    : { ok: false, note: "package.json promises what it does not keep", output };
}

/** Are the types wrong? Asked for every way in which a module can be found. */
export async function attw(): Promise<StepResult> {
  const { code, output } = await runCommand(binPath("attw"), [
    tarball(),
    "--profile",
    "esm-only",
    "--exclude-entrypoints",
    "./openapi.yaml",
    "./openapi.json",
  ]);
  return code === 0
    ? { ok: true, note: "types are found by nodenext and bundler" }
    : { ok: false, note: "types are not found", output };
}

const kilo = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
