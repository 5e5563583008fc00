import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runInProcess } from "../helpers/cli-process.js";

/** Must never be printed. */
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
  "valid.json": script,
  "bom.json": `\ufeff${script}`,
  "two-boms.json": `\ufeff\ufeff${script}`,
  "utf16le.json": Buffer.from(`\ufeff${script}`, "utf16le"),
  "utf16be.json": Buffer.from(`\ufeff${script}`, "utf16le").swap16(),
  "utf16-plain.json": Buffer.from(script, "utf16le"),
  "latin1.json": new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]),
  "truncated-utf8.json": Buffer.from('{"script_id": "é').subarray(0, -1),
  "png.json": new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]),
  "nul.json": '{"script_id": "a\u0000b"}',
  "broken.json": `{\n  "url": "Signature=${SECRET}" "b"}`,
  "unclosed.json": `{"url": "Signature=${SECRET}"`,
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
  "unknown.json": '{"neither": 1}',
  "nested.json": `{"shoot_scripts": ${"[".repeat(400)}${"]".repeat(400)}}`,
  "infinite.json": '{"video_config": {"bitrate": 1e400, "width": 1920, "height": 1080}}',
  "types.json": '{"script_id": 7, "video_config": [], "shoot_scripts": {}}',
  "duplicate.json": '{"script_id": "a", "script_id": 7}',
  "proto.json": '{"__proto__": {"script_id": 7}, "constructor": 1, "shoot_scripts": []}',
  "control.json": '{"shoot_scripts": [], "\\u001b[2J\\u0007": 1}',
};

const at = (name: string): string => join(folder, name);
const local = ["--base-url", "http://127.0.0.1:9", "--project", "p"];
const token = { METASTUDIO_TOKEN: SECRET };

interface Case {
  readonly args: () => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly code: number;
  /** Must be printed, on either stream. */
  readonly prints: readonly (string | RegExp)[];
}

const check = (name: string, code: number, ...prints: Case["prints"]): [string, Case] => [
  `check ${name}`,
  { args: () => ["check", at(name), "--schema", "Create2DDigitalHumanVideoReq", "--strict"], code, prints },
];
const detect = (name: string, code: number, ...prints: Case["prints"]): [string, Case] => [
  `check ${name}, without --schema`,
  { args: () => ["check", at(name)], code, prints },
];
const line = (args: readonly string[], code: number, ...prints: Case["prints"]): [string, Case] => [
  args.length === 0 ? "no arguments" : args.join(" ").slice(0, 60) || "an empty argument",
  { args: () => args, code, prints },
];
const withToken = (args: readonly string[], code: number, ...prints: Case["prints"]): [string, Case] => [
  `${args.join(" ").slice(0, 60)}, with a token`,
  { args: () => [...args, ...local], env: token, code, prints },
];

const cases: readonly [string, Case][] = [
  check("missing.json", 2, "File not found", "- for standard input"),
  check("folder.json", 2, "is a directory", "Pass a JSON file"),
  check("valid.json/inside", 2, "ENOTDIR", "a file, not a directory"),
  check("loop.json", 2, "ELOOP", "symbolic link loop"),
  check(`${"n".repeat(300)}.json`, 2, "ENAMETOOLONG", "too long"),
  check("a\u0000b.json", 2, "cannot contain NUL characters"),
  check("huge.json", 2, "larger than 32 MiB", "contains only the request"),
  check("empty.json", 2, "is empty", "- to read from standard input"),
  check("blank.json", 2, "unexpected end of input: expected a value"),
  check("bom.json", 0, "no issues"),
  check("two-boms.json", 2, ":1:1: invalid JSON: expected a value"),
  check("utf16le.json", 2, "is UTF-16", "Save it as UTF-8"),
  check("utf16be.json", 2, "is UTF-16", "Save it as UTF-8"),
  check("utf16-plain.json", 2, "is a binary file", "a UTF-8 text file"),
  check("latin1.json", 2, "is not UTF-8", "Save it as UTF-8"),
  check("truncated-utf8.json", 2, "is not UTF-8", "Save it as UTF-8"),
  check("png.json", 2, "is a binary file", "a UTF-8 text file"),
  check("nul.json", 2, "is a binary file"),
  check("broken.json", 2, ":2:32: invalid JSON: expected a comma or }"),
  check("unclosed.json", 2, "invalid JSON: unexpected end of input: expected a comma or }"),
  check("two.json", 2, ":1:4: invalid JSON: expected the end of the input"),
  check("comma.json", 2, "trailing comma: expected a quoted property name"),
  check("comment.json", 2, ":1:19: invalid JSON: comments are not allowed"),
  check("quotes.json", 2, "expected a quoted property name"),
  check("newline.json", 2, "closed on the same line"),
  check("lines.json", 2, ":2:1: invalid JSON: expected the end of the input"),
  check("scene.yaml", 2, ":1:1: invalid JSON: expected a value"),
  check("nan.json", 2, ":1:18: invalid JSON: expected a value"),
  check("deep.json", 2, "at most 500 levels"),
  check("text.json", 3, "object"),
  check("list.json", 3, "object"),
  check("null.json", 3, "object"),
  check("nested.json", 3, "/shoot_scripts/0"),
  check("infinite.json", 3, "/video_config/bitrate"),
  check("types.json", 3, "/script_id", "/video_config", "/shoot_scripts"),
  check("duplicate.json", 3, "Duplicate key /script_id; the last value is used"),
  check("proto.json", 3, "/__proto__", "/constructor"),
  check("control.json", 3, /^warning/m),
  detect("unknown.json", 2, "neither a request nor a response", "--schema NAME"),
  detect("list.json", 2, "neither a request nor a response"),
  ["check - with empty input", { args: () => ["check", "-"], code: 2, prints: ["standard input is empty"] }],
  [
    "check - with an image",
    { args: () => ["check", "-"], input: files["png.json"] ?? "", code: 2, prints: ["standard input is a binary file"] },
  ],
  ["preview to a directory", { args: () => ["preview", at("valid.json"), "-o", at("folder.json")], code: 3, prints: ["hint:"] }],
  ["preview of a string", { args: () => ["preview", at("text.json")], code: 3, prints: ["hint:"] }],
  ["check --fix without fixable issues", { args: () => ["check", at("types.json"), "--fix"], code: 3, prints: ["/script_id"] }],
  line([], 0, /^Usage: metastudio-video/m),
  line(["--quiet"], 0, /^Usage: metastudio-video/m),
  line([""], 2, 'Unknown command ""'),
  line(["__proto__"], 2, 'Unknown command "__proto__"'),
  line(["\u001b[2Jcheck"], 2, "Unknown command"),
  line(["x".repeat(100_000)], 2, /^.{1,200}$/m),
  line([`METASTUDIO_TOKEN=${SECRET}`, "get", "a"], 2, 'Unknown command "METASTUDIO_TOKEN"'),
  line(["help", "chek"], 2, "Did you mean check?"),
  line(["check"], 2, "Missing required argument 'file'", "check --help"),
  line(["get", "a", "b", "c"], 2, "Too many arguments", "get --help"),
  line(["check", "a", "--jsno"], 2, "Unknown option '--jsno'", "Did you mean --json?"),
  line(["check", "a", "--as"], 2, "argument missing"),
  line(["check", "a", "--as", "toString"], 2, "Expected one of: request, response."),
  line(["check", "a", "--JSON"], 2, "Unknown option '--JSON'"),
  line(["check", "a", "-j"], 2, "Unknown option '-j'"),
  line(["preview", "a", "--canvas", "square"], 2, "Expected one of: auto, landscape, portrait."),
  line(["preview", "a", "-o"], 2, "argument missing"),
  line(["wait"], 2, "Missing required argument 'job'"),
  line(["wait", "a", "--timeout", "-1"], 2, 'Expected a duration such as "90s"'),
  line(["wait", "a", "--timeout", "1e9h"], 2, 'Expected a duration such as "90s"'),
  line(["wait", "a", "--timeout="], 2, 'Expected a duration such as "90s"'),
  line(["wait", "a", "--poll-interval", "soon"], 2, 'Expected a duration such as "90s"'),
  line(["wait", "a", "--on-blocked", "1"], 2, "Expected one of: fail, wait."),
  line(["sandbox", "--port", "99999"], 2, "from 0 to 65535"),
  line(["sandbox", "--port", "-1"], 2, "from 0 to 65535"),
  line(["sandbox", "--port", "80.5"], 2, "from 0 to 65535"),
  line(["sandbox", "--speed", "-3"], 2, "from 0 to 1000000"),
  line(["sandbox", "--speed", "9".repeat(400)], 2, "from 0 to 1000000"),
  line(["sandbox", "--scenario", "__proto__"], 2, "happy"),
  line(["sandbox", "--faults", "lost=0.1"], 2, "Did you mean lost-response?"),
  line(["sandbox", "--faults", "__proto__=1"], 2, "Expected one of: unavailable"),
  line(["sandbox", "--faults", "reset"], 2, "Expected reset=<share>, with a share from 0 to 1."),
  line(["sandbox", "--faults", "reset=2"], 2, "with a share from 0 to 1"),
  line(["sandbox", "--faults", "reset=0.6,html=0.6"], 2, "sum of at most 1"),
  line(["sandbox", "--token", "a b"], 2, "Expected letters, digits"),
  line(["sandbox", "--seed", "-1"], 2, "from 0 to 4294967295"),
  line(["explain", "__proto__"], 2, "Unknown rule, error code or task state"),
  line(["explain", "x".repeat(10_000)], 2, "Unknown rule, error code or task state"),
  line(["list", "--limit", "1e3"], 2, "Expected an integer."),
  line(["list", "--limit", "-1"], 2, "--limit: "),
  line(["list", "--offset", "99999999999999999999"], 2, "--offset: "),
  line(["get", "a", "--token", SECRET], 2, "METASTUDIO_TOKEN", "history"),
  line(["get", "a", `--ak=${SECRET}`], 2, "HUAWEICLOUD_SDK_AK", "history"),
  line(["get", "a", `--tokn=${SECRET}`], 2, "Unknown option '--tokn'"),
  line(["get", "a", "--region", "__proto__"], 2, "Unknown region"),
  line(["get", "a", "--region", ""], 2, "No region set"),
  line(["get", "a", "--base-url", "nonsense", "--project", "p"], 2, "baseUrl"),
  line(["get", "a", "--base-url", "ftp://127.0.0.1", "--project", "p"], 2, "baseUrl"),
  line(["get", "a", "--base-url", "http://example.com", "--project", "p"], 2, "baseUrl must use https"),
  line(["get", "a", "--base-url", `https://me:${SECRET}@example.com`, "--project", "p"], 2, "baseUrl"),
  withToken(["get", ""], 2, "job_id"),
  withToken(["get", "../../etc"], 2, "job_id"),
  withToken(["get", "a b?c#d"], 2, "job_id"),
  withToken(["get", "a\nb"], 2, "job_id"),
  [
    "get with an invalid project ID",
    { args: () => ["get", "a", "--base-url", "http://127.0.0.1:9", "--project", ".."], env: token, code: 2, prints: ["project_id"] },
  ],
  withToken(["get", "a", "--app-user-id", "a\r\nX-Evil: 1"], 2, "App-User"),
  withToken(["get", "a"], 5, "the service could not be reached", "cause: ", "NODE_USE_ENV_PROXY"),
  [
    "get with a token that is not a valid header",
    {
      args: () => ["get", "a", ...local],
      env: { METASTUDIO_TOKEN: `${SECRET}\nX-Evil: 1` },
      code: 4,
      prints: ["METASTUDIO_TOKEN must consist of printable ASCII characters"],
    },
  ],
  [
    "get with a token and an access key",
    {
      args: () => ["get", "a", ...local],
      env: { ...token, HUAWEICLOUD_SDK_AK: "a", HUAWEICLOUD_SDK_SK: SECRET },
      code: 4,
      prints: ["METASTUDIO_TOKEN", "HUAWEICLOUD_SDK_AK"],
    },
  ],
  [
    "get with an incomplete access key",
    { args: () => ["get", "a", ...local], env: { HUAWEICLOUD_SDK_SK: SECRET }, code: 4, prints: ["HUAWEICLOUD_SDK_AK"] },
  ],
  [
    "get with a directory as profile file",
    { args: () => ["get", "a", ...local, "--profile", "x"], env: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "/" }, code: 4, prints: ["EISDIR"] },
  ],
];

describe("hostile input", () => {
  test.each(cases)("%s", async (_, { args, env = {}, input = "", code, prints }) => {
    const run = await runInProcess(args(), { env, input });
    const printed = run.stdout + run.stderr;
    expect([run.code, printed]).toEqual([code, expect.anything()]);
    for (const text of prints) expect(printed).toMatch(text);
    // invalid usage prints only the error and how to fix it
    if (code === 2) expect([run.stdout, run.stderr]).toEqual(["", expect.stringMatching(/^error: [\s\S]+\nhint: .+\n$/)]);
    expect(printed.length).toBeLessThan(4_000);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be printed
    expect(printed).not.toMatch(/^\s+at .*:\d+|\binternal error:|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/m);
    expect(printed).not.toContain(SECRET);
  });

  test("the cases are distinct", () => {
    expect(cases.length).toBeGreaterThan(50);
    expect(new Set(cases.map(([name]) => name)).size).toBe(cases.length);
  });
});
