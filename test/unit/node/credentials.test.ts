import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CredentialContext, CredentialProvider } from "../../../src/auth/credentials.js";
import {
  clientOptionsFromEnvironment,
  createCredentialChain,
  fromEnvironment,
  fromProfile,
  projectIdFromProfile,
  regionFromProfile,
} from "../../../src/node/index.js";
import { parseIni } from "../../../src/node/profile.js";
import { createTestClock } from "../helpers/clock.js";

const context: CredentialContext = {
  forceRefresh: false,
  signal: new AbortController().signal,
  fetch: globalThis.fetch,
  clock: createTestClock(),
  baseUrl: "https://h",
};
const keys = { HUAWEICLOUD_SDK_AK: "ak", HUAWEICLOUD_SDK_SK: "secret-key" };

async function writeProfile(text: string, mode = 0o600): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "metastudio-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "credentials");
  await writeFile(path, text, { mode });
  await chmod(path, mode);
  return path;
}

describe("fromEnvironment", () => {
  test.each([
    [keys, { accessKey: "ak", secretKey: "secret-key" }],
    [
      { ...keys, HUAWEICLOUD_SDK_SECURITY_TOKEN: "s" },
      { accessKey: "ak", secretKey: "secret-key", securityToken: "s" },
    ],
    [{ METASTUDIO_TOKEN: " t\n" }, { token: "t" }],
    [
      { ...keys, METASTUDIO_TOKEN: "" },
      { accessKey: "ak", secretKey: "secret-key" },
    ],
  ])("reads credentials from %j", async (environment, credentials) => {
    expect({ ...(await fromEnvironment(environment)(context)) }).toEqual(credentials);
  });

  test.each([
    [{}, "METASTUDIO_TOKEN, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, must be set"],
    [{ HUAWEICLOUD_SDK_AK: "ak" }, "HUAWEICLOUD_SDK_SK is required together with HUAWEICLOUD_SDK_AK"],
    [{ ...keys, METASTUDIO_TOKEN: "t" }, "METASTUDIO_TOKEN cannot be combined with HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK"],
  ])("rejects %j with the names of the variables", async (environment, message) => {
    await expect(fromEnvironment(environment)(context)).rejects.toThrow(message);
  });

  test("reads the project ID and the region", () => {
    expect(clientOptionsFromEnvironment({ HUAWEICLOUD_SDK_PROJECT_ID: "p", HUAWEICLOUD_SDK_REGION: "cn-north-4" })).toEqual({
      projectId: "p",
      region: "cn-north-4",
    });
    const expected = "expected one of ap-southeast-3, cn-north-4, cn-east-3.";
    for (const [region, received] of [
      ["", "is not set"],
      ["cn-north-9", 'is "cn-north-9"'],
    ] as const) {
      expect(() => clientOptionsFromEnvironment({ HUAWEICLOUD_SDK_REGION: region })).toThrow(
        `HUAWEICLOUD_SDK_REGION ${received}; ${expected}`,
      );
    }
  });
});

describe("fromProfile", () => {
  const text = "# comment\n[basic]\nak = A=K\nsk=secret-key\nproject_id = p\n\n[other]\r\nak=b\r\nsk=c\r\nsecurity_token=d\r\n";

  test("reads a section", async () => {
    const path = await writeProfile(text);
    expect({ ...(await fromProfile({ file: path })(context)) }).toEqual({ accessKey: "A=K", secretKey: "secret-key" });
    expect({ ...(await fromProfile({ file: path, profile: "other" })(context)) }).toEqual({
      accessKey: "b",
      secretKey: "c",
      securityToken: "d",
    });
    expect(await projectIdFromProfile({ file: path })).toBe("p");
    expect(await regionFromProfile({ file: path })).toBeUndefined();
  });

  test("reads the path of the file from the environment", async () => {
    const path = await writeProfile(text);
    const provider = fromProfile({ environment: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: path } });
    expect((await provider(context)).accessKey).toBe("A=K");
  });

  test.each([
    [0o600, 0],
    [0o640, 1],
    [0o604, 1],
  ])("for a file with mode %o, calls onWarning %i times", async (mode, times) => {
    const warnings: string[] = [];
    await fromProfile({ file: await writeProfile(text, mode), onWarning: (message) => warnings.push(message) })(context);
    expect(warnings).toHaveLength(times);
    expect(warnings.join()).not.toContain("secret-key");
  });

  test.each([
    ["", "section [basic] is missing"],
    ["[basic]\nsk = secret-key", "ak is required together with sk"],
    ["[basic]\n", "ak and sk are missing"],
  ])("rejects the file %j", async (content, message) => {
    const error: unknown = await fromProfile({ file: await writeProfile(content) })(context).catch((thrown: unknown) => thrown);
    expect(inspect(error)).toContain(message);
    expect(inspect(error)).not.toContain("secret-key");
  });

  test.each([
    ["an empty home directory", { HOME: "", USERPROFILE: "" }],
    ["a relative home directory", { HOME: ".", USERPROFILE: "." }],
    ["a relative file", { HUAWEICLOUD_SDK_CREDENTIALS_FILE: ".huaweicloud/credentials" }],
    ["a relative file in the home directory of another user", { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "~other/credentials" }],
  ])("%s is an error that names the variable: the current folder is never read", async (_name, environment) => {
    const error: unknown = await fromProfile({ environment })(context).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: "CredentialsError",
      message: expect.stringContaining("HUAWEICLOUD_SDK_CREDENTIALS_FILE to an absolute path"),
    });
  });

  test("expands ~ in the variable", async () => {
    const path = await writeProfile(text);
    const environment = { HOME: dirname(path), USERPROFILE: dirname(path), HUAWEICLOUD_SDK_CREDENTIALS_FILE: `~/${basename(path)}` };
    expect((await fromProfile({ environment })(context)).accessKey).toBe("A=K");
  });

  test("names a missing file", async () => {
    await expect(fromProfile({ file: "/nowhere/credentials" })(context)).rejects.toMatchObject({
      message: "No credentials in /nowhere/credentials: the file does not exist.",
      tried: ["/nowhere/credentials"],
    });
  });

  test("treats __proto__ as an ordinary name", () => {
    expect(parseIni("[__proto__]\n__proto__ = x\n=y\nnothing\n; c = d").get("__proto__")).toEqual({ ["__proto__"]: "x" });
  });
});

describe("createCredentialChain", () => {
  test("returns the first available credentials", async () => {
    expect((await createCredentialChain(fromEnvironment({}), fromEnvironment(keys))(context)).accessKey).toBe("ak");
  });

  test("lists every source it tried", async () => {
    await expect(createCredentialChain(fromEnvironment({}), fromProfile({ file: "/nowhere" }))(context)).rejects.toMatchObject({
      name: "CredentialsError",
      tried: [expect.stringContaining("the environment"), "/nowhere"],
    });
  });

  test("rethrows errors other than CredentialsError", async () => {
    const unavailable: CredentialProvider = async () => {
      throw new Error("unavailable");
    };
    await expect(createCredentialChain(unavailable, fromEnvironment(keys))(context)).rejects.toThrow("unavailable");
  });
});
