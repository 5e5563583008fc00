import { spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type InstalledCli, installCli } from "../helpers/cli-process.js";

let cli: InstalledCli;
beforeAll(async () => {
  cli = await installCli();
  writeFileSync(join(cli.folder, "valid.json"), '{"script_id": "s"}');
});
afterAll(() => cli.remove());

/** Runs a shell command, in which `cli` is the CLI. */
function shell(line: string): { code: number | null; stdout: string; stderr: string } {
  const script = `cli() { ${JSON.stringify(process.execPath)} dist/cli.cjs "$@"; }\n${line}`;
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", script], { cwd: cli.folder, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

/** Requires /bin/sh. */
describe.runIf(existsSync("/bin/sh"))("in a shell", () => {
  test("a closed pipe is not an error", () => {
    const { code, stdout, stderr } = shell("(cli schema VideoConfig; echo exit code $? >&2) | head -1");
    expect([code, stdout, stderr]).toEqual([0, "{\n", "exit code 0\n"]);
  });

  test("reads and writes pipes", () => {
    expect(shell("cat valid.json | cli check - --json | cat")).toMatchObject({ code: 0, stdout: expect.stringMatching(/"issues": \[\]/) });
  });

  test("closed standard streams are an error only when input is required", () => {
    expect(shell("cli schema >&-")).toMatchObject({ code: 0, stdout: "" });
    expect(shell("cli schema nothing 2>&-")).toMatchObject({ code: 2, stderr: "" });
    expect(shell("cli check - <&-")).toMatchObject({ code: 2, stderr: expect.stringContaining("standard input is empty") });
  });

  test.runIf(existsSync("/dev/full"))("reports a full disk", () => {
    expect(shell("cli schema VideoConfig >/dev/full")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: .*ENOSPC.*\nhint: The disk is full/),
    });
    expect(shell("cli preview valid.json -o /dev/full")).toMatchObject({ code: 3 });
  });

  test.runIf(existsSync("/dev/zero"))("stops reading an endless file at the size limit", () => {
    expect(shell("cli check /dev/zero")).toMatchObject({ code: 2, stderr: expect.stringContaining("larger than 32 MiB") });
  });
});

test("stops reading a pipe at the size limit", async () => {
  const chunk = Buffer.alloc(1024 * 1024, 0x20);
  let sent = 0;
  const source = Readable.from(
    (function* () {
      for (; sent < 200; sent += 1) yield chunk;
    })(),
  );
  const child = spawn(process.execPath, ["dist/cli.cjs", "check", "-"], { cwd: cli.folder });
  child.stdin.on("error", () => source.destroy());
  source.pipe(child.stdin);
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => {
    stderr += text;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, stderr]).toEqual([2, expect.stringContaining("larger than 32 MiB")]);
  expect(sent).toBeLessThan(50);
});
