import { inspect } from "node:util";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type ClientOptions, ConfigurationError, createClient } from "../../../src/index.js";

const good: ClientOptions = { region: "ap-southeast-3", projectId: "p", credentials: { token: "token-of-a-test" } };

function refused(options: object): ConfigurationError {
  try {
    createClient(options as ClientOptions);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

describe("options that are refused, by name", () => {
  const { region: _region, ...placeless } = good;
  test.each<[string, object, string[], string]>([
    ["two places", { ...good, baseUrl: "https://h" }, ["region", "baseUrl"], "region contradicts baseUrl"],
    ["no place", placeless, ["region", "baseUrl"], "Give region (ap-southeast-3, cn-north-4, cn-east-3) or baseUrl"],
    ["an unknown region", { ...good, region: "eu-west-0" }, ["region"], 'region "eu-west-0" is not in the contract'],
    ["a region named like a prototype", { ...good, region: "constructor" }, ["region"], "is not in the contract"],
    ["a misspelled option", { ...good, timeout: 5 }, ["timeout"], "There is no option timeout. Known: region, baseUrl"],
    ["no credentials", { region: "cn-north-4" }, ["credentials"], "credentials are missing"],
    [
      "both kinds of credentials",
      { ...good, credentials: { token: "t", accessKey: "a", secretKey: "s" } },
      ["credentials"],
      "token contradicts accessKey",
    ],
    ["half a key pair", { ...good, credentials: { accessKey: "a" } }, ["credentials"], "secretKey is missing"],
    ["no URL", { ...placeless, baseUrl: "metastudio" }, ["baseUrl"], "not an absolute URL"],
    [
      "http to another machine",
      { ...placeless, baseUrl: "http://metastudio.example" },
      ["baseUrl"],
      "must be https, or http on this machine",
    ],
    ["a host that only begins like this machine", { ...placeless, baseUrl: "http://127.0.0.1.example" }, ["baseUrl"], "must be https"],
    ["another scheme", { ...placeless, baseUrl: "ftp://localhost" }, ["baseUrl"], "must be https"],
    ["a password in the address", { ...placeless, baseUrl: "https://u:canary@h" }, ["baseUrl"], "may not carry a user name"],
    ["a query in the address", { ...placeless, baseUrl: "https://h?a=b" }, ["baseUrl"], "may not carry a query"],
    ["no time", { ...good, timeoutMs: 0 }, ["timeoutMs"], "positive"],
    ["half a repetition", { ...good, retry: { max: 0.5 } }, ["retry"], "retry.max is a whole number"],
    ["a negative pause", { ...good, retry: { baseMs: -1 } }, ["retry.baseMs"], "positive"],
    ["an unknown retry option", { ...good, retry: { times: 3 } }, ["retry"], "There is no retry.times. Known: max"],
    ["an unknown check mode", { ...good, validate: { request: "strict" } }, ["validate"], "validate.request is error, warn or off"],
    ["a rate of nothing", { ...good, rateLimit: 0 }, ["rateLimit"], "rateLimit"],
    ["a rate of nothing for one operation", { ...good, rateLimit: { listDigitalHumanVideo: -1 } }, ["rateLimit"], "rateLimit"],
  ])("%s", (_name, options, names, words) => {
    const error = refused(options);
    expect([error.code, error.options]).toEqual(["configuration", names]);
    expect(error.message).toContain(words);
    expect(inspect(error)).not.toMatch(/canary|token-of-a-test/);
  });

  test.each(["https://h", "https://h/prefix/", "http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:1"])(
    "the address %s is fine",
    (baseUrl) => {
      expect(() => createClient({ ...placeless, baseUrl } as ClientOptions)).not.toThrow();
    },
  );

  test("an option that is undefined is not given", () => {
    expect(() =>
      createClient({ ...good, baseUrl: undefined, retry: { max: undefined }, timeoutMs: undefined } as unknown as ClientOptions),
    ).not.toThrow();
  });
});

describe("access keys in a browser", () => {
  const keys = { accessKey: "a", secretKey: "s" };

  test("are refused, unless somebody says that they know", () => {
    vi.stubGlobal("document", {});
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    expect(refused({ ...good, credentials: keys }).options).toEqual(["credentials", "dangerouslyAllowBrowser"]);
    expect(() => createClient({ ...good, credentials: keys, dangerouslyAllowBrowser: true })).not.toThrow();
    expect(() => createClient(good)).not.toThrow();
  });

  test("that come from a provider are refused too", async () => {
    vi.stubGlobal("document", {});
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    const fetch = vi.fn<typeof globalThis.fetch>();
    await expect(createClient({ ...good, fetch, credentials: async () => keys }).tasks.get("j")).rejects.toMatchObject({
      name: "ConfigurationError",
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  test("are fine elsewhere", () => {
    expect(() => createClient({ ...good, credentials: keys })).not.toThrow();
  });
});
