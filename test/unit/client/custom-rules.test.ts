import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { createVideos, memoryJournal } from "../../../src/batch/index.js";
import * as functions from "../../../src/functions.js";
import { ConfigurationError, type CustomRule, createClient, type Issue, ValidationError } from "../../../src/index.js";
import { createSandbox } from "../../../src/sandbox/index.js";
import { checkVideoRequest } from "../../../src/validators.js";
import { createTaskSandbox, videoRequest } from "../helpers/task-sandbox.js";
import { catchError } from "../helpers/transport.js";

const fullHd: CustomRule = {
  id: "brand-resolution",
  severity: "error",
  check: ({ video_config }) =>
    video_config?.height !== 1920 && {
      message: `the height is ${video_config?.height}; our videos are 1080 x 1920`,
      path: "/video_config/height",
      hint: "Set width to 1080 and height to 1920.",
      fixes: [{ path: "/video_config/height", value: 1920 }],
    },
};

const sandboxWith = (rules: readonly CustomRule[], more: object = {}) => createTaskSandbox({ client: { rules, ...more } });

const request = videoRequest("a");

/** Returns the error of this class that the promise rejects with. */
async function errorOf<T extends Error>(work: Promise<unknown>, type: abstract new (...parameters: never[]) => T): Promise<T> {
  const error = await catchError(work);
  expect(error).toBeInstanceOf(type);
  return error as T;
}

/** The issues that creating a video throws. */
async function issuesOf(
  rules: readonly CustomRule[],
  create: (sandbox: ReturnType<typeof sandboxWith>) => Promise<unknown>,
): Promise<readonly Issue[]> {
  const sandbox = sandboxWith(rules);
  const error = await errorOf(sandbox.run(create(sandbox)), ValidationError);
  expect(await sandbox.createdCount()).toBe(0);
  return error.issues;
}

const ISSUE = {
  code: "rule",
  rule: "brand-resolution",
  path: "/video_config/height",
  keyword: "rules",
  message: "the height is 1080; our videos are 1080 x 1920",
  received: "1080",
  expected: "a request that follows brand-resolution",
  hint: "Set width to 1080 and height to 1920.",
  fixes: [{ path: "/video_config/height", value: 1920 }],
  severity: "error",
  source: "option rules",
};

describe("a broken rule of severity error", () => {
  test("stops tasks.create, videos.createAndWait and createVideos before anything is sent", async () => {
    expect(await issuesOf([fullHd], ({ client }) => client.tasks.create(request))).toEqual([ISSUE]);
    expect(await issuesOf([fullHd], ({ client }) => client.videos.createAndWait(request))).toEqual([ISSUE]);
    expect(await issuesOf([fullHd], ({ client }) => client.create2DDigitalHumanVideo({ body: request }))).toEqual([ISSUE]);
    const items = [{ key: "a", request }];
    const results: unknown[] = [];
    const sandbox = sandboxWith([fullHd]);
    const run = async () => {
      for await (const result of createVideos(items, { client: sandbox.client, journal: memoryJournal() })) results.push(result);
    };
    await sandbox.run(run().catch((error: unknown) => results.push(error)));
    expect(inspect(results)).toContain("the height is 1080; our videos are 1080 x 1920");
    expect(await sandbox.createdCount()).toBe(0);
  });

  test("has no effect if it is accepted by the client or the call, or if validation is off", async () => {
    const accept = [fullHd.id];
    for (const [client, call] of [
      [{ accept }, {}],
      [{}, { accept }],
      [{ validate: { request: "off" } }, {}],
      [{}, { validate: { request: "warn" } }],
    ] as const) {
      const sandbox = sandboxWith([fullHd], client);
      expect((await sandbox.run(sandbox.client.tasks.create(request, call))).job_id).toMatch(/./);
    }
  });

  test("applies to no other operation", async () => {
    const sandbox = sandboxWith([{ ...fullHd, check: () => "never" }]);
    await sandbox.run(sandbox.client.createVideoScripts({ body: { script_name: "s" } as never }).catch(() => undefined));
    const error = await errorOf(sandbox.run(sandbox.client.tasks.get("00000000-0000-0000-0000-000000000000")), Error);
    expect(error.message).not.toContain("never");
  });
});

test("warnings and notes are logged, at the level of their severity", async () => {
  const lines: string[] = [];
  const logger = {
    warn: (message: string) => lines.push(`warn ${message}`),
    debug: (message: string) => message.includes("rule") && lines.push(`debug ${message}`),
  };
  const rules: CustomRule[] = [
    { id: "a-warning", severity: "warning", check: () => "rule 1" },
    { id: "a-note", severity: "note", check: () => ["rule 2" as never, { message: "rule 3", path: "/shoot_scripts" }] },
  ];
  const sandbox = sandboxWith(rules, { logger });
  await sandbox.run(sandbox.client.tasks.create(request));
  expect(lines).toEqual(["warn create2DDigitalHumanVideo: rule 1", "debug create2DDigitalHumanVideo: rule 2 (and 1 more issue)"]);
});

describe("checkVideoRequest", () => {
  const check = (result: unknown, value: unknown = request): readonly Issue[] =>
    checkVideoRequest(value as never, { rules: [{ id: "r", severity: "error", check: () => result as never }] }).filter(
      ({ rule }) => rule === "r",
    );

  test.each([[undefined], [null], [false], [[]]])("%j is no violation", (result) => {
    expect(check(result)).toEqual([]);
  });

  test("describes the value at the path, without long texts", () => {
    expect(check([{ message: "m", path: "/video_config" }, { message: "m", path: "/no/such" }, { message: "m" }])).toMatchObject([
      { path: "/video_config", received: "an object" },
      { path: "/no/such", received: "undefined" },
      { path: "", received: "an object" },
    ]);
  });

  test.each<[unknown, string]>([
    [true, "true"],
    [1, "1"],
    ["", '""'],
    [{}, "an object"],
    [{ message: "m", path: "video_config" }, "an object"],
    [{ message: "m", path: "/~2" }, "an object"],
    [{ message: "m", hint: 1 }, "an object"],
    [{ message: "m", fixes: [{ path: "/a" }] }, "an object"],
    [["m", 7], "7"],
  ])("refuses the result %j", (result, received) => {
    expect(() => check(result)).toThrow(
      new ConfigurationError(
        `rules: r.check returned ${received}; expected undefined, a message, or { message, path, hint, fixes } with a JSON Pointer such as "/video_config/width" as path.`,
        { options: ["rules"] },
      ),
    );
  });

  test("refuses an asynchronous check, and handles its rejection", () => {
    expect(() => check(Promise.reject(new Error("late")))).toThrow(
      "rules: r.check returned a promise; expected the violations themselves.",
    );
  });

  test("a check that throws is an error of the option, with its cause", () => {
    const cause = new TypeError("no");
    const rules: CustomRule[] = [
      {
        id: "r",
        severity: "note",
        check: () => {
          throw cause;
        },
      },
    ];
    try {
      checkVideoRequest(request, { rules });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "configuration", message: "rules: r.check threw TypeError: no.", cause, options: ["rules"] });
    }
  });

  test("with an invalid request, a check that throws is skipped, and the others are evaluated", () => {
    const rules: CustomRule[] = [
      { id: "reads", severity: "error", check: ({ shoot_scripts = [] }) => void shoot_scripts.map(({ shoot_script }) => shoot_script) },
      { id: "other", severity: "error", check: () => "broken" },
    ];
    const issues = checkVideoRequest({ ...request, shoot_scripts: 1 as never }, { rules });
    expect(issues.filter(({ keyword }) => keyword === "rules")).toMatchObject([
      { code: "skipped", rule: "reads", severity: "note", message: "rule reads was skipped because /shoot_scripts is invalid" },
      { code: "rule", rule: "other", severity: "error" },
    ]);
  });

  test("a check cannot change the request, nor what other rules see", () => {
    const spoil: CustomRule = { id: "spoil", severity: "error", check: (copy) => void Object.assign(copy, { video_config: 1 }) };
    expect(checkVideoRequest(request, { rules: [spoil, fullHd] })).toEqual([...checkVideoRequest(request), ISSUE]);
    expect(checkVideoRequest(request, { rules: [spoil, fullHd] }).at(-1)).toEqual(ISSUE);
  });

  test("a value that is not JSON has only the issues of the contract", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    expect(check("broken", cyclic)).toEqual([]);
    expect(check("broken", undefined)).toMatchObject([{ message: "broken" }]);
  });
});

describe("createClient refuses", () => {
  const rule = { id: "brand-logo", severity: "error", check: () => undefined };
  test.each<[unknown, string]>([
    [{}, "rules is an object; expected an array of { id, severity, check }."],
    [[7], "rules[0] is 7; expected { id, severity, check }."],
    [[{ ...rule, id: undefined }], "rules[0].id is undefined; expected lower-case letters, digits and single hyphens."],
    [[rule, { ...rule, id: "Brand Logo" }], 'rules[1].id is "Brand Logo"; expected lower-case letters, digits and single hyphens.'],
    [[rule, rule], "rules: brand-logo appears twice. Give each rule its own ID."],
    [[{ ...rule, severity: "fatal" }], 'rules: brand-logo.severity is "fatal"; expected one of error, warning, note.'],
    [[{ ...rule, check: "width" }], 'rules: brand-logo.check is "width"; expected a function of the request.'],
  ])("%j", (rules, message) => {
    const { clientOptions } = createSandbox();
    expect(() => createClient({ ...clientOptions, rules: rules as never })).toThrow(
      new ConfigurationError(message, { options: ["rules"] }),
    );
    expect(() => checkVideoRequest(request, { rules: rules as never })).toThrow(message);
  });
});

test("the ID of a rule of the contract is refused before a request is sent", async () => {
  const rules: CustomRule[] = [{ id: "four-k-model", severity: "error", check: () => undefined }];
  const message = "rules: four-k-model is the ID of a rule of the contract. Choose another ID, for example my-four-k-model.";
  const sandbox = sandboxWith(rules);
  expect(await errorOf(sandbox.run(sandbox.client.tasks.create(request)), ConfigurationError)).toMatchObject({ message });
  expect(await sandbox.createdCount()).toBe(0);
  expect(() => checkVideoRequest(request, { rules })).toThrow(message);
});

test("the functions need the part validation for rules", async () => {
  const { clientOptions, clock } = createSandbox();
  const options = { ...clientOptions, rules: [fullHd] };
  expect(() => functions.createContext(options)).toThrow("rules are evaluated only with the part validation");
  const context = functions.createContext(options, { validation: functions.validation });
  expect(await errorOf(clock.run(functions.createTask(context, request)), ValidationError)).toMatchObject({ issues: [ISSUE] });
});

test("a secret of the request is redacted in what a rule says", async () => {
  const secret = "canary-of-a-callback";
  const leak: CustomRule = {
    id: "leak",
    severity: "error",
    check: ({ callback_config }) => ({
      message: `m ${callback_config?.auth_type} ${JSON.stringify(callback_config)}`,
      hint: JSON.stringify(callback_config),
    }),
  };
  const body = {
    ...request,
    callback_config: { callback_url: `https://user:${secret}@example.com/?secret=${secret}`, auth_type: "MSS_A", key: secret },
  } as never;
  const thrown: CustomRule = {
    id: "thrown",
    severity: "error",
    check: ({ callback_config }) => {
      throw new Error(JSON.stringify(callback_config));
    },
  };
  for (const rules of [[leak], [thrown]]) {
    const sandbox = sandboxWith(rules);
    const error = await errorOf(sandbox.run(sandbox.client.tasks.create(body)), Error);
    expect(JSON.stringify(error) + error.message).not.toContain(secret);
    expect(error.message).toMatch(/rules: thrown.check threw Error|m MSS_A/);
  }
});
