import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../../../scripts/task-runner.js";

/** A copy of the checkout with a git repository and the same installed packages. */
export interface Checkout {
  readonly folder: string;
  /** Runs git in the copy, and returns its output. */
  readonly git: (...args: readonly string[]) => string;
  readonly remove: () => void;
}

/** Copies all files that git knows or would add, or those below some paths, and commits them. */
export function copyCheckout(...paths: readonly string[]): Checkout {
  const folder = mkdtempSync(join(tmpdir(), "checkout-"));
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", ...paths], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of files.split("\0").filter((name) => name !== "")) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    try {
      copyFileSync(join(root, file), join(folder, file));
    } catch (error) {
      // A file that was deleted and not committed.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  const git = (...args: readonly string[]): string => execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" }).trim();
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all", "--", ":!node_modules");
  git("commit", "--quiet", "--message=Start");
  return { folder, git, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
