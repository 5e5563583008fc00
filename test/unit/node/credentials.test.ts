import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CredentialContext, CredentialProvider } from "../../../src/auth/credentials.js";
import { chain, fromEnvironment, fromProfile, placeFromEnvironment, projectFromProfile } from "../../../src/node/index.js";
import { parseIni } from "../../../src/node/profile.js";
import { createTestClock } from "../../helpers/clock.js";

const context: CredentialContext = {
  forceRefresh: false,
  signal: new AbortController().signal,
  fetch: globalThis.fetch,
  clock: createTestClock(),
  baseUrl: "https://h",
};
const keys = { HUAWEICLOUD_SDK_AK: "ak", HUAWEICLOUD_SDK_SK: "secret-key" };

async function file(text: string, mode = 0o600): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "metastudio-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "credentials");
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
  ])("%j", async (environment, credentials) => {
    expect({ ...(await fromEnvironment(environment)(context)) }).toEqual(credentials);
  });

  test.each([
    [{}, "neither METASTUDIO_TOKEN nor HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are given"],
    [{ HUAWEICLOUD_SDK_AK: "ak" }, "HUAWEICLOUD_SDK_SK is missing beside HUAWEICLOUD_SDK_AK"],
    [{ ...keys, METASTUDIO_TOKEN: "t" }, "METASTUDIO_TOKEN contradicts HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK"],
  ])("%j is refused by the variables' names", async (environment, words) => {
    await expect(fromEnvironment(environment)(context)).rejects.toThrow(words);
  });

  test("the place stands there too", () => {
    expect(placeFromEnvironment({ HUAWEICLOUD_SDK_PROJECT_ID: "p", HUAWEICLOUD_SDK_REGION: "cn-north-4" })).toEqual({
      projectId: "p",
      region: "cn-north-4",
    });
    expect(placeFromEnvironment({})).toEqual({});
  });
});

describe("fromProfile", () => {
  const text = "# ours\n[basic]\nak = A=K\nsk=secret-key\nproject_id = p\n\n[other]\r\nak=b\r\nsk=c\r\nsecurity_token=d\r\n";

  test("reads the section", async () => {
    const path = await file(text);
    expect({ ...(await fromProfile({ file: path })(context)) }).toEqual({ accessKey: "A=K", secretKey: "secret-key" });
    expect({ ...(await fromProfile({ file: path, profile: "other" })(context)) }).toEqual({
      accessKey: "b",
      secretKey: "c",
      securityToken: "d",
    });
    expect(await projectFromProfile({ file: path })).toBe("p");
  });

  test("the environment names the file", async () => {
    const path = await file(text);
    const provider = fromProfile({ environment: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: path } });
    expect((await provider(context)).accessKey).toBe("A=K");
  });

  test.each([
    [0o600, 0],
    [0o640, 1],
    [0o604, 1],
  ])("a file of mode %o warns %i times", async (mode, times) => {
    const warnings: string[] = [];
    await fromProfile({ file: await file(text, mode), onWarning: (message) => warnings.push(message) })(context);
    expect(warnings).toHaveLength(times);
    expect(warnings.join()).not.toContain("secret-key");
  });

  test.each([
    ["", "there is no section [basic]"],
    ["[basic]\nsk = secret-key", "ak is missing beside sk"],
    ["[basic]\n", "ak and sk are missing"],
  ])("%j is refused", async (content, words) => {
    const error: unknown = await fromProfile({ file: await file(content) })(context).catch((thrown: unknown) => thrown);
    expect(inspect(error)).toContain(words);
    expect(inspect(error)).not.toContain("secret-key");
  });

  test("a file that is not there is named", async () => {
    await expect(fromProfile({ file: "/nowhere/credentials" })(context)).rejects.toMatchObject({
      message: "No credentials in /nowhere/credentials: there is no such file.",
      tried: ["/nowhere/credentials"],
    });
  });

  test("names of prototypes are ordinary names", () => {
    expect(parseIni("[__proto__]\n__proto__ = x\n=y\nnothing\n; c = d").get("__proto__")).toEqual({ ["__proto__"]: "x" });
  });
});

describe("chain", () => {
  test("takes the first that has any", async () => {
    expect((await chain(fromEnvironment({}), fromEnvironment(keys))(context)).accessKey).toBe("ak");
  });

  test("tells everything it tried", async () => {
    await expect(chain(fromEnvironment({}), fromProfile({ file: "/nowhere" }))(context)).rejects.toMatchObject({
      name: "CredentialsError",
      tried: [expect.stringContaining("the environment"), "/nowhere"],
    });
  });

  test("does not go past a failure that may pass", async () => {
    const down: CredentialProvider = async () => {
      throw new Error("down");
    };
    await expect(chain(down, fromEnvironment(keys))(context)).rejects.toThrow("down");
  });
});
