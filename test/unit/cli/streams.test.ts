import { spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Program, program } from "../../helpers/cli-process.js";

let cli: Program;
beforeAll(async () => {
  cli = await program();
  writeFileSync(join(cli.folder, "good.json"), '{"script_id": "s"}');
});
afterAll(() => cli.remove());

/** Runs a line of the shell, in which `cli` is the program. */
function shell(line: string): { code: number | null; stdout: string; stderr: string } {
  const script = `cli() { ${JSON.stringify(process.execPath)} dist/cli.cjs "$@"; }\n${line}`;
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", script], { cwd: cli.folder, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

/** Only where there is a shell of that kind. */
describe.runIf(existsSync("/bin/sh"))("in a shell", () => {
  test("a reader who takes one line and leaves is no fault", () => {
    const { code, stdout, stderr } = shell("(cli schema VideoConfig; echo ended with $? >&2) | head -1");
    expect([code, stdout, stderr]).toEqual([0, "{\n", "ended with 0\n"]);
  });

  test("from pipe to pipe", () => {
    expect(shell("cat good.json | cli check - --json | cat")).toMatchObject({ code: 0, stdout: expect.stringMatching(/"findings": \[\]/) });
  });

  test("a closed standard output, error or input has no complaint but where it is needed", () => {
    expect(shell("cli schema >&-")).toMatchObject({ code: 0, stdout: "" });
    expect(shell("cli schema nothing 2>&-")).toMatchObject({ code: 2, stderr: "" });
    expect(shell("cli check - <&-")).toMatchObject({ code: 2, stderr: expect.stringContaining("standard input is empty") });
  });

  test.runIf(existsSync("/dev/full"))("a full disk is told, and never 0", () => {
    expect(shell("cli schema VideoConfig >/dev/full")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: .*ENOSPC.*\nhint: The disk is full/),
    });
    expect(shell("cli preview good.json -o /dev/full")).toMatchObject({ code: 3 });
  });

  test.runIf(existsSync("/dev/zero"))("what never ends is not read to its end", () => {
    expect(shell("cli check /dev/zero")).toMatchObject({ code: 2, stderr: expect.stringContaining("larger than 32 MiB") });
  });
});

test("200 MB from a pipe are refused before they are read", async () => {
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
