import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { operations } from "../../../generated/operations.js";
import * as functions from "../../../src/functions.js";
import { type ClientOptions, ConfigurationError, createClient } from "../../../src/index.js";
import { createSandbox } from "../../../src/sandbox/index.js";

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

describe("functions", () => {
  const request = { script_id: "07f8ea7e2f4a4d5f8b1d3a1c2e4b6d80", output_asset_config: { asset_name: "one" } };

  test("each function does what the method of the client does", async () => {
    const { clientOptions, clock } = createSandbox();
    const context = functions.createContext(clientOptions, { validation: functions.validation });
    const folder = mkdtempSync(join(tmpdir(), "functions-"));
    try {
      await clock.run(
        (async () => {
          const { job_id } = await functions.createTask(context, request);
          expect((await functions.getTask(context, job_id)).state).toBe("WAITING");
          expect(await functions.findTasks(context, { asset_name: "one" })).toMatchObject([{ job_id }]);
          for await (const task of functions.listTasks(context, { sort_dir: "desc" })) {
            expect(task.job_id).toBe(job_id);
            break;
          }
          for await (const { state } of functions.watchTask(context, job_id)) if (state === "PROCESSING") break;
          const { output_asset_config } = await functions.waitForTask(context, job_id);
          for await (const { status } of functions.waitForTasks(context, [job_id])) expect(status).toBe("succeeded");
          const { asset_id } = output_asset_config;
          expect((await functions.getAsset(context, asset_id)).asset_id).toBe(asset_id);
          const { body } = await functions.downloadAsset(context, asset_id);
          const bytes = new Uint8Array(await new Response(body).arrayBuffer());
          const { path } = await functions.saveAsset(context, asset_id, folder);
          expect(readFileSync(path)).toEqual(Buffer.from(bytes));
          const other = await functions.createTask(context, request);
          await functions.cancelTask(context, other.job_id);
          expect((await functions.getTask(context, other.job_id)).state).toBe("CANCELED");
        })(),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(Object.keys(context.limits())).toContain("create2DDigitalHumanVideo");
  });

  test("validation and hints are parts: without them nothing is validated, and errors have no hint of the documentation", async () => {
    const { clientOptions } = createSandbox();
    const bare = functions.createContext(clientOptions);
    const full = functions.createContext(clientOptions, { validation: functions.validation, errorCodes: functions.errorCodes });
    const invalid = { script_id: "s", video_config: { codec: "H265" } } as never;
    expect(await functions.createTask(full, invalid).catch(({ code }) => code)).toBe("validation");
    expect(await functions.createTask(bare, invalid).catch(({ code }) => code)).toBe("bad-request");
    const missing = "00000000-0000-0000-0000-000000000000";
    const errorOf = (context: functions.ClientContext) => functions.getTask(context, missing).catch((error: unknown) => error);
    expect(await errorOf(bare)).toMatchObject({ code: "not-found", errorCode: "MSS.00000002" });
    expect(await errorOf(bare)).not.toHaveProperty("hint");
    expect(await errorOf(full)).toHaveProperty("hint", "Check job_id and project_id. For a 400, check the body.");
  });

  test("exports a function for every operation, which does what the method of the client does", async () => {
    const { clientOptions, clock } = createSandbox();
    const client = createClient(clientOptions);
    const names = Object.keys(operations);
    expect(names.filter((name) => !Object.hasOwn(functions, name))).toEqual([]);
    expect(names.filter((name) => !Object.hasOwn(client, name))).toEqual([]);
    const context = functions.createContext(clientOptions, { validation: functions.validation });
    const { assets = [] } = await clock.run(functions.listAssets(context, { limit: 1 }));
    expect(assets).toHaveLength(1);
    const asset_id = assets[0]?.asset_id ?? "";
    const { data, requestId } = await clock.run(functions.showAsset(context, { asset_id }).withResponse());
    expect([data, requestId]).toEqual([await clock.run(client.showAsset({ asset_id })), expect.any(String)]);
    const { job_id = "" } = await clock.run(functions.create2DDigitalHumanVideo(context, { body: request }));
    expect(await clock.run(functions.show2DDigitalHumanVideo(context, { job_id }, { timeoutMs: 1000 }))).toMatchObject({ job_id });
    await expect(clock.run(functions.listAssets(context, { limit: 0 }))).rejects.toMatchObject({
      code: "validation",
    });
  });
});
