import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { binPath, root, runCommand, type StepResult } from "../../scripts/task-runner.js";
import type { Consumer } from "./consumer.js";

/** Type-checks and runs every example with the installed package. */
export async function checkExamples({ folder }: Consumer): Promise<StepResult> {
  const home = join(folder, "examples");
  cpSync(`${root}examples`, home, { recursive: true });
  const files = readdirSync(home).filter((name) => name.endsWith(".ts"));
  if (files.length === 0) return { ok: false, note: "no examples in examples/" };
  const compiled = await runCommand(binPath("tsc"), ["--project", join(home, "tsconfig.json")], { cwd: folder });
  if (compiled.code !== 0) return { ok: false, note: "an example does not compile", output: compiled.output };
  for (const file of files) {
    const { code, output } = await runCommand(binPath("jiti"), [join(home, file)], { cwd: folder });
    if (code !== 0) return { ok: false, note: `examples/${file} exited with code ${code}`, output };
  }
  return { ok: true, note: `${files.length} examples: ${files.join(", ")}` };
}
