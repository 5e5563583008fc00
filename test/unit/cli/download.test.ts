import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { safeName } from "../../../src/cli/output-path.js";
import { type Program, program } from "../../helpers/cli-process.js";
import { eachWithSandbox, once } from "../../helpers/cli-sandbox.js";

const place = eachWithSandbox();
const { at, run, env } = place;
/** The asset of the page's own example. */
let asset: string;
let folder: string;
beforeEach(async () => {
  await place.server.clock.advance("10m");
  asset = place.server.tasks.all()[0]?.asset_id ?? "";
  folder = dirname(at("x"));
});

let other: Server | undefined;
afterEach(() => {
  other?.closeAllConnections();
  other?.close();
  other = undefined;
});

const SECRET = "hush-hush";
const md5 = (text: string) => createHash("md5").update(text).digest("base64");

interface Odd {
  readonly name?: string;
  readonly announced?: { readonly file_size?: number; readonly file_md5?: string };
  /** How much of the file comes before nothing more does. */
  readonly stops?: number;
}

/** A service whose one file is odd: the flags that lead to it. */
async function oddFile({ name, announced = { file_size: 10, file_md5: md5("0123456789") }, stops }: Odd): Promise<string[]> {
  other = createServer(({ url = "" }, response) => {
    if (!url.startsWith("/file")) {
      const download_url = `http://127.0.0.1:${port}/file?AccessKeyId=${SECRET}&Signature=${SECRET}`;
      const file = {
        asset_file_category: "MAIN",
        state: "CREATED",
        download_url,
        ...announced,
        ...(name !== undefined && { file_name: name }),
      };
      response
        .setHeader("Content-Type", "application/json")
        .end(JSON.stringify({ asset_id: "odd", asset_state: "ACTIVED", files: [file] }));
    } else if (stops === undefined) response.end("0123456789");
    else response.writeHead(200, { "Content-Length": 10 }).write("0123456789".slice(0, stops));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => other?.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  return ["download", "odd", "--base-url", `http://127.0.0.1:${port}`];
}

describe("download", () => {
  test("puts the file under its own name into a folder, whole, and tells where", async () => {
    const { code, stdout, stderr } = await run(["download", asset, "--folder", folder]);
    expect([code, stdout, readdirSync(folder)]).toEqual([0, `${at("One Day.mp4")}\n`, ["One Day.mp4"]]);
    const { length } = readFileSync(at("One Day.mp4"));
    expect(stderr.split("\n").at(-2)).toBe(
      `${at("One Day.mp4")}: ${length.toLocaleString("en-US")} bytes, size and MD5 are those that the service announced`,
    );
  });

  test("--job waits for the task first, and tells of the file alone", async () => {
    place.server.tasks.add({ job_id: "happy-1" });
    const heard = once("WAITING", () => void place.server.clock.advance("10m"));
    const { code, stdout } = await run(["download", "--job", "happy-1", "-o", at("a.mp4"), "--poll-interval", "10ms"], { heard });
    expect([code, stdout, existsSync(at("a.mp4"))]).toEqual([0, `${at("a.mp4")}\n`, true]);
  });

  test("--category gives another file; --json what was fetched, its link whole", async () => {
    const { stdout, stderr } = await run(["download", asset, "--category", "COVER", "-o", at("a.png"), "--json"]);
    const told = JSON.parse(stdout);
    const { length } = readFileSync(at("a.png"));
    expect(told).toMatchObject({ type: "file", asset_id: asset, path: at("a.png"), bytes: length, checks: { size: true, md5: true } });
    expect(told.file).toMatchObject({ asset_file_category: "COVER", download_url: expect.stringMatching(/Signature=\w/) });
    expect(stderr).not.toContain("Signature");
  });

  test("on a terminal there is one line with bytes and their share", async () => {
    const { stderr } = await run(["download", asset, "-o", at("a.mp4")], { terminal: { columns: 100 } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: how a line is rewritten
    expect(stderr).toMatch(/^(\r\u001b\[2KOne Day\.mp4 {2}[\d,]+ of [\d,]+ bytes {2}\d+ %)+\n[^\n]+announced\n$/);
    expect(stderr).toContain(" 100 %\n");
  });

  test("an expired link is renewed, and no link is shown", async () => {
    place.server.tasks.add({ job_id: "url-expired-1" });
    await place.server.clock.advance("10m");
    const { code, stderr } = await run(["download", "--job", "url-expired-1", "-o", at("a.mp4")]);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("Signature=")]);
  });
});

describe("nothing is lost, and nothing half is left", () => {
  test("a file that is there stays, unless --force; the way to it may be a link", async () => {
    writeFileSync(at("a.mp4"), "mine");
    symlinkSync("a.mp4", at("b.mp4"));
    for (const name of ["a.mp4", "b.mp4"]) {
      expect(await run(["download", asset, "-o", at(name)])).toMatchObject({ code: 2, stderr: expect.stringContaining("--force") });
      expect(readFileSync(at("a.mp4"), "utf8")).toBe("mine");
    }
    expect((await run(["download", asset, "-o", at("b.mp4"), "--force"])).code).toBe(0);
    expect([readlinkSync(at("b.mp4")), readFileSync(at("a.mp4")).subarray(4, 8).toString()]).toEqual(["a.mp4", "ftyp"]);
  });

  test("a part that somebody else may be writing stays as well", async () => {
    writeFileSync(at("a.mp4.part"), "theirs");
    const { code, stderr } = await run(["download", asset, "-o", at("a.mp4")]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/a\.mp4\.part is there already.*\nhint: .*--force/)]);
    expect([readFileSync(at("a.mp4.part"), "utf8"), existsSync(at("a.mp4"))]).toEqual(["theirs", false]);
    expect((await run(["download", asset, "-o", at("a.mp4"), "--force"])).code).toBe(0);
    expect(readdirSync(folder)).toEqual(["a.mp4"]);
  });

  test.each([
    ["another MD5", { announced: { file_size: 10, file_md5: md5("other") } }, "MD5"],
    ["another size", { announced: { file_size: 9 } }, "size|bytes"],
  ])("%s than announced: 5, no file, no secret", async (_, odd, words) => {
    const { code, stdout, stderr } = await run([...(await oddFile(odd)), "-o", at("a.mp4")]);
    expect([code, stdout, stderr, readdirSync(folder)]).toEqual([5, "", expect.stringMatching(words), []]);
    expect(stderr).not.toContain(SECRET);
  });

  test("what cannot be compared is said", async () => {
    const { code, stderr } = await run([...(await oddFile({ announced: {} })), "-o", at("a.mp4")]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("not compared with anything")]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s half way leaves nothing, and says how to fetch it", async (name) => {
    const heard = once("5 of 10 bytes  50 %", (signal) => signal(name));
    const args = [...(await oddFile({ stops: 5 })), "-o", at("a.mp4")];
    const { code, stdout, stderr } = await run(args, { heard });
    expect([code, stdout, readdirSync(folder)]).toEqual([130, "", []]);
    expect(stderr).toMatch(
      new RegExp(`Interrupted \\(${name}\\)\\.\nTo fetch it: metastudio-video download odd --base-url \\S+ --output ${at("a.mp4")}\n`),
    );
  });
});

describe("a place that cannot be written is wrong usage, known before anything is asked for", () => {
  test.each([
    ["a folder", ["-o", "folder"], "is a directory"],
    ["in no folder", ["-o", "no/where.mp4"], "There is no folder"],
    ["in a file", ["-o", "file/a.mp4"], "ENOTDIR"],
    ["with a name that is too long", ["-o", "n".repeat(300)], "ENAMETOOLONG"],
    ["a folder that there is not", ["--folder", "no"], "There is no folder"],
    ["a folder that is a file", ["--folder", "file"], "is a file, not a folder"],
  ])("%s", async (_, [flag = "", name = ""], words) => {
    mkdirSync(at("folder"));
    writeFileSync(at("file"), "mine");
    const { code, stdout, stderr } = await run(["download", "asked-too-late", flag, at(name)]);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(words)]);
    expect(stderr).toMatch(/^error: .*\nhint: .*\n$/);
  });

  test.each([
    [["download"], "give the id of an asset"],
    [["download", "a", "--job", "b"], "give the id of an asset"],
    [["download", "a", "-o", "b", "--folder", "c"], "contradicts"],
    [["download", "a", "-o", "-", "--json"], "--json needs a file"],
    [["download", "a", "--category", "COVR"], "Did you mean COVER"],
    [["download", "../x", "--folder", "."], "asset_id"],
  ])("%j", async (args, words) => {
    expect(await run(args)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(new RegExp(words, "i")) });
  });
});

describe("a file's own name is no way out of the folder", () => {
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
  ])("%j is %j", (name, safe) => expect(safeName(name)).toBe(safe));

  test("also where the service says so, or nothing", async () => {
    await run([...(await oddFile({ name: "../../../\u001b[2Jout.mp4" })), "--folder", folder]);
    other?.closeAllConnections();
    other?.close();
    expect(readdirSync(folder)).toEqual(["_[2Jout.mp4"]);
    expect((await run([...(await oddFile({})), "--folder", folder])).stdout).toBe(`${at("odd")}\n`);
  });
});

/** Only where there is a shell of that kind. */
describe.runIf(existsSync("/bin/sh"))("in a shell", () => {
  let cli: Program;
  beforeAll(async () => {
    cli = await program();
  });
  afterAll(() => cli.remove());

  test("- is the bytes alone, and the current folder is where else they go", async () => {
    const bytes = await shell('cli download $ASSET -o - > out.mp4; echo $? "$(ls)"; cli download $ASSET; cmp "One Day.mp4" out.mp4');
    expect(bytes).toEqual({ code: 0, stdout: "0 out.mp4\nOne Day.mp4\n", stderr: expect.stringContaining("announced") });
  });

  test("a reader who leaves ends it", async () => {
    const { stderr } = await shell("(cli download $ASSET -o -; echo ended with $? >&2) | true");
    expect(stderr).toMatch(/(Nobody reads standard output any more\.\nTo fetch it: .*\n|announced\n)ended with (130|0)\n$/);
  });

  test.runIf(existsSync("/dev/full"))("a full disk is told, and never 0", async () => {
    expect(await shell("cli download $ASSET -o /dev/full")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/ENOSPC.*\nhint: The disk is full/),
    });
    expect(await shell("cli download $ASSET -o - > /dev/full")).toMatchObject({ code: 2, stderr: expect.stringContaining("ENOSPC") });
    expect(existsSync("/dev/full.part")).toBe(false);
  });

  test("no room for the whole leaves nothing of it", async () => {
    const { code, stdout, stderr } = await shell("ulimit -f 8; cli download $ASSET");
    expect([code, stdout, stderr, readdirSync(folder)]).toEqual([2, "", expect.stringMatching(/EFBIG.*\nhint: /), []]);
  });

  /** Runs a line in the test's folder, in which `cli` is the program and `ASSET` a video; the sandbox answers meanwhile. */
  async function shell(line: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const script = `cli() { ${JSON.stringify(process.execPath)} ${JSON.stringify(`${cli.folder}/dist/cli.cjs`)} "$@"; }\n${line}`;
    return new Promise((resolve) => {
      const options = { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ASSET: asset, ...env() } };
      const child = execFile("/bin/sh", ["-c", script], options, (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }));
    });
  }
});
