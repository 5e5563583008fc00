import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../../helpers/run-in-process.js";

/** What must never be seen again. */
const SECRET = "hush-hush";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hostile-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, "folder.json"));
  symlinkSync("loop.json", join(folder, "loop.json"));
  writeFileSync(join(folder, "huge.json"), "");
  truncateSync(join(folder, "huge.json"), 200 * 1024 * 1024);
});
afterAll(() => rmSync(folder, { recursive: true }));

const script = '{"script_id": "s", "shoot_scripts": []}';
const files: Readonly<Record<string, string | Uint8Array>> = {
  "empty.json": "",
  "blank.json": " \n\t\n",
  "good.json": script,
  "mark.json": `\ufeff${script}`,
  "marks.json": `\ufeff\ufeff${script}`,
  "utf16le.json": Buffer.from(`\ufeff${script}`, "utf16le"),
  "utf16be.json": Buffer.from(`\ufeff${script}`, "utf16le").swap16(),
  "utf16-plain.json": Buffer.from(script, "utf16le"),
  "latin1.json": new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]),
  "half.json": Buffer.from('{"script_id": "é').subarray(0, -1),
  "png.json": new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]),
  "nul.json": '{"script_id": "a\u0000b"}',
  "broken.json": `{\n  "url": "Signature=${SECRET}" "b"}`,
  "cut.json": `{"url": "Signature=${SECRET}"`,
  "two.json": "{} {}",
  "comma.json": '{"script_id": "a",}',
  "comment.json": '{"script_id": "a" /* why */}',
  "quotes.json": "{'script_id': 'a'}",
  "newline.json": '{"script_id": "a\nb"}',
  "lines.json": '{"script_id": "a"}\n{"script_id": "b"}\n',
  "scene.yaml": "shoot_scripts: []\n",
  "nan.json": '{"video_config": NaN}',
  "deep.json": "[".repeat(100_000),
  "text.json": '"text"',
  "list.json": "[1, 2]",
  "null.json": "null",
  "strange.json": '{"neither": 1}',
  "nested.json": `{"shoot_scripts": ${"[".repeat(400)}${"]".repeat(400)}}`,
  "infinite.json": '{"video_config": {"bitrate": 1e400, "width": 1920, "height": 1080}}',
  "types.json": '{"script_id": 7, "video_config": [], "shoot_scripts": {}}',
  "twice.json": '{"script_id": "a", "script_id": 7}',
  "proto.json": '{"__proto__": {"script_id": 7}, "constructor": 1, "shoot_scripts": []}',
  "steering.json": '{"shoot_scripts": [], "\\u001b[2J\\u0007": 1}',
};

const at = (name: string): string => join(folder, name);
const local = ["--base-url", "http://127.0.0.1:9", "--project", "p"];
const token = { METASTUDIO_TOKEN: SECRET };

interface Case {
  readonly args: () => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly code: number;
  /** What must be said, on either stream. */
  readonly says: readonly (string | RegExp)[];
}

const check = (name: string, code: number, ...says: Case["says"]): [string, Case] => [
  `check ${name}`,
  { args: () => ["check", at(name), "--schema", "Create2DDigitalHumanVideoReq", "--strict"], code, says },
];
const guess = (name: string, code: number, ...says: Case["says"]): [string, Case] => [
  `check ${name}, whatever it is`,
  { args: () => ["check", at(name)], code, says },
];
const line = (args: readonly string[], code: number, ...says: Case["says"]): [string, Case] => [
  args.length === 0 ? "no word" : args.join(" ").slice(0, 60) || "an empty word",
  { args: () => args, code, says },
];
const ask = (args: readonly string[], code: number, ...says: Case["says"]): [string, Case] => [
  `${args.join(" ").slice(0, 60)}, with a token`,
  { args: () => [...args, ...local], env: token, code, says },
];

const cases: readonly [string, Case][] = [
  check("nowhere.json", 2, "There is no file", "- for standard input"),
  check("folder.json", 2, "is a directory", "Give one JSON file"),
  check("good.json/inside", 2, "ENOTDIR", "a file, not a folder"),
  check("loop.json", 2, "ELOOP", "leads to itself"),
  check(`${"n".repeat(300)}.json`, 2, "ENAMETOOLONG", "too long"),
  check("a\u0000b.json", 2, "no NUL character"),
  check("huge.json", 2, "larger than 32 MiB", "Give the request alone"),
  check("empty.json", 2, "is empty", "- to read from a pipe"),
  check("blank.json", 2, "the text ends where a value was expected"),
  check("mark.json", 0, "no findings"),
  check("marks.json", 2, ":1:1: not JSON: expected a value"),
  check("utf16le.json", 2, "is UTF-16", "Save it as UTF-8"),
  check("utf16be.json", 2, "is UTF-16", "Save it as UTF-8"),
  check("utf16-plain.json", 2, "is a binary file", "a text file in UTF-8"),
  check("latin1.json", 2, "is not UTF-8", "Save it as UTF-8"),
  check("half.json", 2, "is not UTF-8", "Save it as UTF-8"),
  check("png.json", 2, "is a binary file", "a text file in UTF-8"),
  check("nul.json", 2, "is a binary file"),
  check("broken.json", 2, ":2:32: not JSON: expected a comma or }"),
  check("cut.json", 2, "not JSON: the text ends where a comma or } was expected"),
  check("two.json", 2, ":1:4: not JSON: expected nothing more"),
  check("comma.json", 2, "no comma before the end"),
  check("comment.json", 2, ":1:19: not JSON: expected a comma or }"),
  check("quotes.json", 2, "expected a name in quotes"),
  check("newline.json", 2, "closed on its line"),
  check("lines.json", 2, ":2:1: not JSON: expected nothing more"),
  check("scene.yaml", 2, ":1:1: not JSON: expected a value"),
  check("nan.json", 2, ":1:18: not JSON: expected a value"),
  check("deep.json", 2, "no more than 500 levels"),
  check("text.json", 3, "object"),
  check("list.json", 3, "object"),
  check("null.json", 3, "object"),
  check("nested.json", 3, "/shoot_scripts/0"),
  check("infinite.json", 3, "/video_config/bitrate"),
  check("types.json", 3, "/script_id", "/video_config", "/shoot_scripts"),
  check("twice.json", 3, "/script_id stands there twice; the last one counts"),
  check("proto.json", 3, "/__proto__", "/constructor"),
  check("steering.json", 3, /^warning/m),
  guess("strange.json", 2, "neither a request nor an answer", "--schema NAME"),
  guess("list.json", 2, "neither a request nor an answer"),
  ["check - with nothing there", { args: () => ["check", "-"], code: 2, says: ["standard input is empty"] }],
  [
    "check - with a picture",
    { args: () => ["check", "-"], input: files["png.json"] ?? "", code: 2, says: ["standard input is a binary file"] },
  ],
  ["preview to a folder", { args: () => ["preview", at("good.json"), "-o", at("folder.json")], code: 3, says: ["hint:"] }],
  ["preview of a text", { args: () => ["preview", at("text.json")], code: 3, says: ["hint:"] }],
  ["check --fix of what may not be fixed", { args: () => ["check", at("types.json"), "--fix"], code: 3, says: ["/script_id"] }],
  line([], 2, "No command was given", "check, preview"),
  line([""], 2, 'There is no command ""'),
  line(["__proto__"], 2, 'There is no command "__proto__"'),
  line(["\u001b[2Jcheck"], 2, "There is no command"),
  line(["x".repeat(100_000)], 2, /^.{1,200}$/m),
  line([`METASTUDIO_TOKEN=${SECRET}`, "get", "a"], 2, 'There is no command "METASTUDIO_TOKEN"'),
  line(["help", "chek"], 2, "Did you mean check?"),
  line(["check"], 2, "Missing required argument 'file'", "check --help"),
  line(["check", "a", "b", "c"], 2, "Too many arguments", "check --help"),
  line(["check", "a", "--jsno"], 2, "Unknown option '--jsno'", "Did you mean --json?"),
  line(["check", "a", "--as"], 2, "argument missing"),
  line(["check", "a", "--as", "toString"], 2, "Expected request or response."),
  line(["check", "a", "--JSON"], 2, "Unknown option '--JSON'"),
  line(["check", "a", "-j"], 2, "Unknown option '-j'"),
  line(["preview", "a", "--canvas", "square"], 2, "Expected auto or landscape or portrait."),
  line(["preview", "a", "-o"], 2, "argument missing"),
  line(["wait"], 2, "Missing required argument 'job'"),
  line(["wait", "a", "--timeout", "-1"], 2, 'Expected a time such as "90s"'),
  line(["wait", "a", "--timeout", "1e9h"], 2, 'Expected a time such as "90s"'),
  line(["wait", "a", "--timeout="], 2, 'Expected a time such as "90s"'),
  line(["wait", "a", "--poll-interval", "soon"], 2, 'Expected a time such as "90s"'),
  line(["wait", "a", "--on-blocked", "1"], 2, "Expected fail or wait."),
  line(["sandbox", "--port", "99999"], 2, "from 0 to 65535"),
  line(["sandbox", "--port", "-1"], 2, "from 0 to 65535"),
  line(["sandbox", "--port", "80.5"], 2, "from 0 to 65535"),
  line(["sandbox", "--speed", "-3"], 2, "0 or more"),
  line(["sandbox", "--speed", "9".repeat(400)], 2, "0 or more"),
  line(["sandbox", "--scenario", "__proto__"], 2, "happy"),
  line(["explain", "__proto__"], 2, "There is no rule, error code or state"),
  line(["explain", "x".repeat(10_000)], 2, "There is no rule, error code or state"),
  line(["list", "--limit", "1e3"], 2, "Expected a whole number."),
  line(["list", "--limit", "-1"], 2, "--limit: "),
  line(["list", "--offset", "99999999999999999999"], 2, "--offset: "),
  line(["get", "a", "--token", SECRET], 2, "METASTUDIO_TOKEN", "history"),
  line(["get", "a", `--ak=${SECRET}`], 2, "HUAWEICLOUD_SDK_AK", "history"),
  line(["get", "a", `--tokn=${SECRET}`], 2, "Unknown option '--tokn'"),
  line(["get", "a", "--region", "__proto__"], 2, "There is no region"),
  line(["get", "a", "--region", ""], 2, "No region is set"),
  line(["get", "a", "--base-url", "nonsense", "--project", "p"], 2, "baseUrl"),
  line(["get", "a", "--base-url", "ftp://127.0.0.1", "--project", "p"], 2, "baseUrl"),
  line(["get", "a", "--base-url", "http://example.com", "--project", "p"], 2, "baseUrl must be https"),
  line(["get", "a", "--base-url", `https://me:${SECRET}@example.com`, "--project", "p"], 2, "baseUrl"),
  ask(["get", ""], 2, "job_id"),
  ask(["get", "../../etc"], 2, "job_id"),
  ask(["get", "a b?c#d"], 2, "job_id"),
  ask(["get", "a\nb"], 2, "job_id"),
  [
    "get of a project that is none",
    { args: () => ["get", "a", "--base-url", "http://127.0.0.1:9", "--project", ".."], env: token, code: 2, says: ["project_id"] },
  ],
  ask(["get", "a", "--app-user-id", "a\r\nX-Evil: 1"], 2, "App-User"),
  ask(["get", "a"], 5, "the connection failed", "because: ", "doctor"),
  [
    "get with a token that is no header",
    {
      args: () => ["get", "a", ...local],
      env: { METASTUDIO_TOKEN: `${SECRET}\nX-Evil: 1` },
      code: 4,
      says: ["METASTUDIO_TOKEN is not a text of printable characters"],
    },
  ],
  [
    "get with a token and a key",
    {
      args: () => ["get", "a", ...local],
      env: { ...token, HUAWEICLOUD_SDK_AK: "a", HUAWEICLOUD_SDK_SK: SECRET },
      code: 4,
      says: ["METASTUDIO_TOKEN", "HUAWEICLOUD_SDK_AK"],
    },
  ],
  [
    "get with half a key",
    { args: () => ["get", "a", ...local], env: { HUAWEICLOUD_SDK_SK: SECRET }, code: 4, says: ["HUAWEICLOUD_SDK_AK"] },
  ],
  [
    "get with a profile that is a folder",
    { args: () => ["get", "a", ...local, "--profile", "x"], env: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "/" }, code: 4, says: ["EISDIR"] },
  ],
];

describe("whatever is thrown at it", () => {
  test.each(cases)("%s", async (_, { args, env = {}, input = "", code, says }) => {
    const run = await within(args(), { env, input });
    const said = run.stdout + run.stderr;
    expect([run.code, said]).toEqual([code, expect.anything()]);
    for (const words of says) expect(said).toMatch(words);
    // wrong usage says how to fix it, and does nothing
    if (code === 2) expect([run.stdout, run.stderr]).toEqual(["", expect.stringMatching(/^error: [\s\S]+\nhint: .+\n$/)]);
    expect(said.length).toBeLessThan(4_000);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(said).not.toMatch(/^\s+at .*:\d+|\bbug:|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/m);
    expect(said).not.toContain(SECRET);
  });

  test("they are many, and each is another one", () => {
    expect(cases.length).toBeGreaterThan(50);
    expect(new Set(cases.map(([name]) => name)).size).toBe(cases.length);
  });
});
