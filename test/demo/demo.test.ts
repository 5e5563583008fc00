import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const jiti = join(dirname(createRequire(import.meta.url).resolve("jiti/package.json")), "lib", "jiti-cli.mjs");

it("npm run demo shows the life of a task and the findings on the page's example, and is the same each time", async () => {
  const run = () => promisify(execFile)(process.execPath, [jiti, join(import.meta.dirname, "..", "..", "scripts", "demo.ts")]);
  const { stdout, stderr } = await run();
  expect(stderr).toBe("");
  await expect(stdout).toMatchFileSnapshot("./output.txt");
  expect((await run()).stdout).toBe(stdout);
}, 30_000);
