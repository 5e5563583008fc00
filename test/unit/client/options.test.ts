import { inspect } from "node:util";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type ClientOptions, ConfigurationError, createClient } from "../../../src/index.js";

const valid: ClientOptions = { region: "ap-southeast-3", projectId: "p", credentials: { token: "token-of-a-test" } };

function configurationErrorFor(options: object): ConfigurationError {
  try {
    createClient(options as ClientOptions);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("no error was thrown");
}

describe("invalid options", () => {
  const { region: _region, ...withoutEndpoint } = valid;
  test.each<[string, object, string[], string]>([
    ["two endpoints", { ...valid, baseUrl: "https://h" }, ["region", "baseUrl"], "region and baseUrl cannot be combined"],
    ["no endpoint", withoutEndpoint, ["region", "baseUrl"], "Pass region (ap-southeast-3, cn-north-4, cn-east-3) or baseUrl"],
    ["an unknown region", { ...valid, region: "eu-west-0" }, ["region"], 'Unknown region "eu-west-0"'],
    ["a region named like an inherited property", { ...valid, region: "constructor" }, ["region"], "Unknown region"],
    ["a misspelled option", { ...valid, timeout: 5 }, ["timeout"], "Unknown option timeout. Known options: region, baseUrl"],
    ["no credentials", { region: "cn-north-4" }, ["credentials"], "credentials are missing"],
    [
      "both kinds of credentials",
      { ...valid, credentials: { token: "t", accessKey: "a", secretKey: "s" } },
      ["credentials"],
      "token cannot be combined with accessKey",
    ],
    ["half a key pair", { ...valid, credentials: { accessKey: "a" } }, ["credentials"], "secretKey is required"],
    ["an invalid URL", { ...withoutEndpoint, baseUrl: "metastudio" }, ["baseUrl"], "must be an absolute URL"],
    [
      "http to another machine",
      { ...withoutEndpoint, baseUrl: "http://metastudio.example" },
      ["baseUrl"],
      "must use https, or http on this machine",
    ],
    [
      "a host that only starts like a loopback address",
      { ...withoutEndpoint, baseUrl: "http://127.0.0.1.example" },
      ["baseUrl"],
      "must use https",
    ],
    ["another scheme", { ...withoutEndpoint, baseUrl: "ftp://localhost" }, ["baseUrl"], "must use https"],
    ["a password in the URL", { ...withoutEndpoint, baseUrl: "https://u:canary@h" }, ["baseUrl"], "must not contain a user name"],
    ["a query in the URL", { ...withoutEndpoint, baseUrl: "https://h?a=b" }, ["baseUrl"], "must not contain a query"],
    ["a timeout of zero", { ...valid, timeoutMs: 0 }, ["timeoutMs"], "positive"],
    ["a fractional number of retries", { ...valid, retry: { max: 0.5 } }, ["retry"], "retry.max must be an integer"],
    ["a negative delay", { ...valid, retry: { baseMs: -1 } }, ["retry.baseMs"], "positive"],
    ["an unknown retry option", { ...valid, retry: { times: 3 } }, ["retry"], "Unknown option retry.times. Known options: max"],
    [
      "an unknown validation mode",
      { ...valid, validate: { request: "strict" } },
      ["validate"],
      "validate.request must be error, warn or off",
    ],
    ["a rate of zero", { ...valid, rateLimit: 0 }, ["rateLimit"], "rateLimit"],
    ["a negative rate for one operation", { ...valid, rateLimit: { listDigitalHumanVideo: -1 } }, ["rateLimit"], "rateLimit"],
  ])("%s", (_name, options, names, words) => {
    const error = configurationErrorFor(options);
    expect([error.code, error.options]).toEqual(["configuration", names]);
    expect(error.message).toContain(words);
    expect(inspect(error)).not.toMatch(/canary|token-of-a-test/);
  });

  test.each(["https://h", "https://h/prefix/", "http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:1"])(
    "accepts the base URL %s",
    (baseUrl) => {
      expect(() => createClient({ ...withoutEndpoint, baseUrl } as ClientOptions)).not.toThrow();
    },
  );

  test("ignores undefined options", () => {
    expect(() =>
      createClient({ ...valid, baseUrl: undefined, retry: { max: undefined }, timeoutMs: undefined } as unknown as ClientOptions),
    ).not.toThrow();
  });
});

describe("access keys in a browser", () => {
  const keys = { accessKey: "a", secretKey: "s" };

  test("are rejected unless dangerouslyAllowBrowser is set", () => {
    vi.stubGlobal("document", {});
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    expect(configurationErrorFor({ ...valid, credentials: keys }).options).toEqual(["credentials", "dangerouslyAllowBrowser"]);
    expect(() => createClient({ ...valid, credentials: keys, dangerouslyAllowBrowser: true })).not.toThrow();
    expect(() => createClient(valid)).not.toThrow();
  });

  test("are rejected if a provider returns them", async () => {
    vi.stubGlobal("document", {});
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    const fetch = vi.fn<typeof globalThis.fetch>();
    await expect(createClient({ ...valid, fetch, credentials: async () => keys }).tasks.get("j")).rejects.toMatchObject({
      name: "ConfigurationError",
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  test("are accepted outside browsers", () => {
    expect(() => createClient({ ...valid, credentials: keys })).not.toThrow();
  });
});
