import { execFile } from "node:child_process";
import { createHash, pbkdf2 } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Download } from "../../../src/assets/download.js";
import { safeFileName } from "../../../src/assets/file-name.js";
import { downloadToFile } from "../../../src/cli/download-to-file.js";
import type { Output } from "../../../src/cli/output.js";
import { type InstalledCli, installCli, useCliSandbox, whenPrinted } from "../helpers/cli-process.js";

const sandbox = useCliSandbox();
const { at, run, env } = sandbox;
/** Asset ID of the example task. */
let asset: string;
let folder: string;
beforeEach(async () => {
  await sandbox.server.clock.advance("10m");
  asset = sandbox.server.tasks.all()[0]?.asset_id ?? "";
  folder = dirname(at("x"));
});

let stub: Server | undefined;
const closeStub = (): void => {
  stub?.closeAllConnections();
  stub?.close();
  stub = undefined;
};
afterEach(closeStub);

const SECRET = "hush-hush";
const md5 = (text: string) => createHash("md5").update(text).digest("base64");

interface StubFile {
  readonly name?: string;
  /** Metadata reported by the service. */
  readonly reported?: { readonly file_size?: number; readonly file_md5?: string };
  /** Number of bytes after which the response stalls. */
  readonly stallsAfter?: number;
}

/** Starts a service with one asset that has one file. Returns the arguments that download it. */
async function startStub({ name, reported = { file_size: 10, file_md5: md5("0123456789") }, stallsAfter }: StubFile): Promise<string[]> {
  stub = createServer(({ url = "" }, response) => {
    if (!url.startsWith("/file")) {
      const download_url = `http://127.0.0.1:${port}/file?AccessKeyId=${SECRET}&Signature=${SECRET}`;
      const file = {
        asset_file_category: "MAIN",
        state: "CREATED",
        download_url,
        ...reported,
        ...(name !== undefined && { file_name: name }),
      };
      response
        .setHeader("Content-Type", "application/json")
        .end(JSON.stringify({ asset_id: "stub", asset_state: "ACTIVED", files: [file] }));
    } else if (stallsAfter === undefined) response.end("0123456789");
    else response.writeHead(200, { "Content-Length": 10 }).write("0123456789".slice(0, stallsAfter));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => stub?.once("listening", resolve));
  const { port } = stub.address() as AddressInfo;
  return ["download", "stub", "--base-url", `http://127.0.0.1:${port}`];
}

describe("download", () => {
  test("writes the file into a directory under its own name and prints the path", async () => {
    const { code, stdout, stderr } = await run(["download", asset, "--folder", folder]);
    expect([code, stdout, readdirSync(folder)]).toEqual([0, `${at("One Day.mp4")}\n`, ["One Day.mp4"]]);
    const { length } = readFileSync(at("One Day.mp4"));
    expect(stderr.split("\n").at(-2)).toBe(`${at("One Day.mp4")}: ${length.toLocaleString("en-US")} bytes, size and MD5 verified`);
  });

  test("--job waits for the task and prints only the path", async () => {
    sandbox.server.tasks.add({ job_id: "happy-1" });
    const onOutput = whenPrinted("WAITING", () => void sandbox.server.clock.advance("10m"));
    const { code, stdout } = await run(["download", "--job", "happy-1", "-o", at("a.mp4"), "--poll-interval", "10ms"], { onOutput });
    expect([code, stdout, existsSync(at("a.mp4"))]).toEqual([0, `${at("a.mp4")}\n`, true]);
  });

  test("--category selects the file; --json prints the result with the signed URL", async () => {
    const { stdout, stderr } = await run(["download", asset, "--category", "COVER", "-o", at("a.png"), "--json"]);
    const result = JSON.parse(stdout);
    const { length } = readFileSync(at("a.png"));
    expect(result).toMatchObject({ type: "file", asset_id: asset, path: at("a.png"), bytes: length, checks: { size: true, md5: true } });
    expect(result.file).toMatchObject({ asset_file_category: "COVER", download_url: expect.stringMatching(/Signature=\w/) });
    expect(stderr).not.toContain("Signature");
  });

  test("shows one progress line with bytes and percentage on a terminal", async () => {
    const { stderr } = await run(["download", asset, "-o", at("a.mp4")], { terminal: { columns: 100 } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the progress line is rewritten
    expect(stderr).toMatch(/^(\r\u001b\[2KOne Day\.mp4 {2}[\d,]+ of [\d,]+ bytes {2}\d+%)+\r\u001b\[2K[^\n]+verified\n$/);
    expect(stderr).toContain(" 100%\r");
  });

  test("refreshes an expired URL and prints no signature", async () => {
    sandbox.server.tasks.add({ job_id: "url-expired-1" });
    await sandbox.server.clock.advance("10m");
    const { code, stderr } = await run(["download", "--job", "url-expired-1", "-o", at("a.mp4")]);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("Signature=")]);
  });
});

describe("existing and partial files", () => {
  test("does not replace a file, or the target of a symbolic link, without --force", async () => {
    writeFileSync(at("a.mp4"), "original");
    symlinkSync("a.mp4", at("b.mp4"));
    for (const name of ["a.mp4", "b.mp4"]) {
      expect(await run(["download", asset, "-o", at(name)])).toMatchObject({ code: 2, stderr: expect.stringContaining("--force") });
      expect(readFileSync(at("a.mp4"), "utf8")).toBe("original");
    }
    expect((await run(["download", asset, "-o", at("b.mp4"), "--force"])).code).toBe(0);
    expect([readlinkSync(at("b.mp4")), readFileSync(at("a.mp4")).subarray(4, 8).toString()]).toEqual(["a.mp4", "ftyp"]);
  });

  test("several downloads of one file do not disturb each other", async () => {
    const args = ["download", asset, "-o", at("a.mp4"), "--force"];
    const runs = await Promise.all([run(args), run(args), run(args)]);
    expect(runs.map(({ code, stderr }) => [code, stderr.includes("size and MD5 verified")])).toEqual(runs.map(() => [0, true]));
    expect(readdirSync(folder)).toEqual(["a.mp4"]);
    expect(readFileSync(at("a.mp4")).subarray(4, 8).toString()).toBe("ftyp");
  });

  test("without --force, the first one to finish keeps the file", async () => {
    const args = ["download", asset, "-o", at("a.mp4")];
    const codes = (await Promise.all([run(args), run(args), run(args)])).map(({ code }) => code);
    expect(codes).toContain(0);
    for (const code of codes) expect([0, 2]).toContain(code);
    expect(readdirSync(folder)).toEqual(["a.mp4"]);
  });

  test("a partial file of an interrupted process is neither used nor in the way", async () => {
    writeFileSync(at("a.mp4.part"), "partial");
    expect((await run(["download", asset, "-o", at("a.mp4")])).code).toBe(0);
    expect([readdirSync(folder).sort(), readFileSync(at("a.mp4.part"), "utf8")]).toEqual([["a.mp4", "a.mp4.part"], "partial"]);
  });

  test.each([
    ["wrong MD5", { reported: { file_size: 10, file_md5: md5("other") } }, "MD5"],
    ["wrong size", { reported: { file_size: 9 } }, "size|bytes"],
  ])("%s: exits with 5, removes the file and prints no secret", async (_, stubFile, message) => {
    const { code, stdout, stderr } = await run([...(await startStub(stubFile)), "-o", at("a.mp4")]);
    expect([code, stdout, stderr, readdirSync(folder)]).toEqual([5, "", expect.stringMatching(message), []]);
    expect(stderr).not.toContain(SECRET);
  });

  test("reports a file that cannot be verified", async () => {
    const { code, stderr } = await run([...(await startStub({ reported: {} })), "-o", at("a.mp4")]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("not verified")]);
  });

  test("an unknown asset gets a hint about assets, not about tasks", async () => {
    const { code, stderr } = await run(["download", "no-such-asset", "-o", at("a.mp4")]);
    expect([code, stderr]).toEqual([5, expect.stringMatching(/404[\s\S]*request ID[\s\S]*\nhint: Check the ID/)]);
    expect(stderr).not.toContain("job_id");
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s removes the partial file and prints how to download it", async (name) => {
    const onOutput = whenPrinted("5 of 10 bytes  50%", (sendSignal) => sendSignal(name));
    const args = [...(await startStub({ stallsAfter: 5 })), "-o", at("a.mp4")];
    const { code, stdout, stderr } = await run(args, { onOutput });
    expect([code, stdout, readdirSync(folder)]).toEqual([130, "", []]);
    expect(stderr).toMatch(
      new RegExp(`Interrupted \\(${name}\\)\\.\nDownload it: metastudio-video download stub --base-url \\S+ --output ${at("a.mp4")}\n`),
    );
  });
});

describe("an unwritable path is reported before any request", () => {
  test.each([
    ["a directory", ["-o", "folder"], "is a directory"],
    ["a path in a missing directory", ["-o", "missing/a.mp4"], "Directory not found"],
    ["a path below a file", ["-o", "file/a.mp4"], "ENOTDIR"],
    ["a name that is too long", ["-o", "n".repeat(300)], "ENAMETOOLONG"],
    ["a missing directory", ["--folder", "missing"], "Directory not found"],
    ["a file as directory", ["--folder", "file"], "is a file, not a directory"],
  ])("%s", async (_, [flag = "", name = ""], message) => {
    mkdirSync(at("folder"));
    writeFileSync(at("file"), "original");
    const { code, stdout, stderr } = await run(["download", "unused-asset", flag, at(name)]);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
    expect(stderr).toMatch(/^error: .*\nhint: .*\n$/);
  });

  test.each([
    [["download"], "pass an asset ID"],
    [["download", "a", "--job", "b"], "pass an asset ID"],
    [["download", "a", "-o", "b", "--folder", "c"], "cannot be combined"],
    [["download", "a", "-o", "-", "--json"], "--json requires a file"],
    [["download", "a", "--category", "COVR"], "Did you mean COVER"],
    [["download", "../x", "--folder", "."], "asset_id"],
  ])("%j", async (args, message) => {
    expect(await run(args)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(new RegExp(message, "i")) });
  });
});

describe("file names reported by the service", () => {
  test.each([
    ["morning.mp4", "morning.mp4"],
    ["早安 🌞.mp4", "早安 🌞.mp4"],
    ["../../etc/passwd", "passwd"],
    ["..\\..\\boot.ini", "boot.ini"],
    ["/etc/", "video"],
    ["", "video"],
    ["..", "video"],
    [".bashrc", "bashrc"],
    ["-rf.mp4", "_-rf.mp4"],
    ["con.mp4", "_con.mp4"],
    ['a<b>:"|?*.mp4', "a_b______.mp4"],
    ["a\u0000\u001b[2J\u202egp4.mp4", "a__[2J_gp4.mp4"],
    [`${"é".repeat(300)}.mp4`, `${"é".repeat(98)}.mp4`],
  ])("%j becomes %j", (name, safe) => expect(safeFileName(name)).toBe(safe));

  test("are sanitized; without a name, the asset ID is used", async () => {
    await run([...(await startStub({ name: "../../../\u001b[2Jout.mp4" })), "--folder", folder]);
    closeStub();
    expect(readdirSync(folder)).toEqual(["_[2Jout.mp4"]);
    expect((await run([...(await startStub({})), "--folder", folder])).stdout).toBe(`${at("stub")}\n`);
  });
});

/** Requires /bin/sh. */
describe.runIf(existsSync("/bin/sh"))("in a shell", () => {
  let cli: InstalledCli;
  beforeAll(async () => {
    cli = await installCli();
  });
  afterAll(() => cli.remove());

  test("writes the bytes to stdout with -, otherwise to the current directory", async () => {
    const bytes = await shell('cli download $ASSET -o - > out.mp4; echo $? "$(ls)"; cli download $ASSET; cmp "One Day.mp4" out.mp4');
    expect(bytes).toEqual({ code: 0, stdout: "0 out.mp4\nOne Day.mp4\n", stderr: expect.stringContaining("verified") });
  });

  test("stops when stdout is closed", async () => {
    const { stderr } = await shell("(cli download $ASSET -o -; echo exit code $? >&2) | true");
    expect(stderr).toMatch(/(Standard output was closed\.\nDownload it: .*\n|verified\n)exit code (130|0)\n$/);
  });

  test.runIf(existsSync("/dev/full"))("reports a full disk", async () => {
    expect(await shell("cli download $ASSET -o /dev/full")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/ENOSPC.*\nhint: The disk is full/),
    });
    expect(await shell("cli download $ASSET -o - > /dev/full")).toMatchObject({ code: 2, stderr: expect.stringContaining("ENOSPC") });
    expect(existsSync("/dev/full.part")).toBe(false);
  });

  test("removes the partial file when the size limit is reached", async () => {
    const { code, stdout, stderr } = await shell("ulimit -f 8; cli download $ASSET");
    expect([code, stdout, stderr, readdirSync(folder)]).toEqual([2, "", expect.stringMatching(/EFBIG.*\nhint: /), []]);
  });

  /** Runs a shell command in the directory of the test. `cli` is the CLI, and `$ASSET` the ID of a video. */
  async function shell(line: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const script = `cli() { ${JSON.stringify(process.execPath)} ${JSON.stringify(`${cli.folder}/dist/cli.cjs`)} "$@"; }\n${line}`;
    return new Promise((resolve) => {
      const options = { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ASSET: asset, ...env() } };
      const child = execFile("/bin/sh", ["-c", script], options, (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }));
    });
  }
});

test("a download that fails at once leaves no file, not even later", async () => {
  const body = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error("no data")) });
  const download = { file: {}, fileName: "a.mp4", asset: {}, body, checks: { size: false, md5: false } } as unknown as Download;
  const target = { to: "path", path: at("a.mp4"), force: false } as const;
  // keeps the threads of the file system busy, so that a file is opened after the body has failed
  const busy = Array.from({ length: 16 }, () => promisify(pbkdf2)("", "", 20_000, 32, "sha256"));
  await expect(downloadToFile(download, target, {} as Output)).rejects.toThrow("no data");
  await Promise.all(busy);
  expect(await readdir(folder)).toEqual([]);
});
