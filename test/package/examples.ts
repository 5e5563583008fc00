import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { bin, command, root, type Verdict } from "../../scripts/task-runner.js";
import type { Consumer } from "./consumer.js";

/** Every example, type-checked and run against the installed package, as somebody who copied it would. */
export async function examples({ folder }: Consumer): Promise<Verdict> {
  const home = join(folder, "examples");
  cpSync(`${root}examples`, home, { recursive: true });
  const files = readdirSync(home).filter((name) => name.endsWith(".ts"));
  if (files.length === 0) return { holds: false, note: "no example in examples/" };
  const checked = await command(bin("tsc"), ["--project", join(home, "tsconfig.json")], { cwd: folder });
  if (checked.code !== 0) return { holds: false, note: "an example does not compile", output: checked.output };
  for (const file of files) {
    const { code, output } = await command(bin("jiti"), [join(home, file)], { cwd: folder });
    if (code !== 0) return { holds: false, note: `examples/${file} ended with code ${code}`, output };
  }
  return { holds: true, note: `${files.length} run: ${files.join(", ")}` };
}
