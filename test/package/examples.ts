import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { binPath, runCommand, root, type StepResult } from "../../scripts/task-runner.js";
import type { Consumer } from "./consumer.js";

/** Every example, type-checked and run against the installed package, as somebody who copied it would. */
export async function examples({ folder }: Consumer): Promise<StepResult> {
  const home = join(folder, "examples");
  cpSync(`${root}examples`, home, { recursive: true });
  const files = readdirSync(home).filter((name) => name.endsWith(".ts"));
  if (files.length === 0) return { ok: false, note: "no example in examples/" };
  const checked = await runCommand(binPath("tsc"), ["--project", join(home, "tsconfig.json")], { cwd: folder });
  if (checked.code !== 0) return { ok: false, note: "an example does not compile", output: checked.output };
  for (const file of files) {
    const { code, output } = await runCommand(binPath("jiti"), [join(home, file)], { cwd: folder });
    if (code !== 0) return { ok: false, note: `examples/${file} ended with code ${code}`, output };
  }
  return { ok: true, note: `${files.length} run: ${files.join(", ")}` };
}
