import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { binPath, root, runCommand, type StepResult } from "../../scripts/task-runner.js";

/** Output folder of `npm run verify`: the tarball and screenshots. */
export const OUTPUT = `${root}.verify/`;

/** Output of `npm pack --json`. */
interface PackedPackage {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

const EXPECTED_FILES = /^(dist\/|package\.json$|README(\.[\w-]+)?\.md$|CHANGELOG\.md$|LICENSE$)/;

/** Packs the build. Fails if the tarball contains unexpected files. */
export async function packTarball(): Promise<StepResult> {
  rmSync(`${OUTPUT}package`, { recursive: true, force: true });
  mkdirSync(`${OUTPUT}package`, { recursive: true });
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", `${OUTPUT}package`];
  const { code, stdout, output } = await runCommand("npm", args);
  if (code !== 0) return { ok: false, note: "npm pack failed", output };
  const [packed] = JSON.parse(stdout) as PackedPackage[];
  if (packed === undefined) return { ok: false, note: "npm pack created no tarball", output };
  const unexpected = packed.files.filter(({ path }) => !EXPECTED_FILES.test(path) || path.endsWith(".map"));
  if (unexpected.length > 0)
    return { ok: false, note: `${unexpected.length} unexpected files`, output: unexpected.map(({ path }) => path).join("\n") };
  const sizeOf = (extension: string): string => {
    const files = packed.files.filter(({ path }) => path.endsWith(extension));
    return `${files.length} ${extension} files ${formatSize(files.reduce((sum, { size }) => sum + size, 0))}`;
  };
  return {
    ok: true,
    note: `${formatSize(packed.size)} packed, ${formatSize(packed.unpackedSize)} unpacked: ${sizeOf(".js")}, ${sizeOf(".d.ts")}`,
  };
}

/** Path of the packed tarball. */
export function tarballPath(): string {
  const name = readdirSync(`${OUTPUT}package`).find((file) => file.endsWith(".tgz"));
  if (name === undefined) throw new Error(`no tarball in ${OUTPUT}package`);
  return `${OUTPUT}package/${name}`;
}

/** Checks package.json with publint. */
export async function checkManifest(): Promise<StepResult> {
  const { code, output } = await runCommand(binPath("publint"), ["run", tarballPath(), "--strict"]);
  return code === 0 ? { ok: true, note: "no suggestions" } : { ok: false, note: "publint reports problems", output };
}

/** Checks with Are the Types Wrong that all module resolution modes find the declarations. */
export async function checkTypeResolution(): Promise<StepResult> {
  const { code, output } = await runCommand(binPath("attw"), [
    tarballPath(),
    "--profile",
    "esm-only",
    "--exclude-entrypoints",
    "./openapi.yaml",
    "./openapi.json",
  ]);
  return code === 0 ? { ok: true, note: "nodenext and bundler" } : { ok: false, note: "declarations are not resolved", output };
}

const formatSize = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
