import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { operations } from "../../../generated/operations.js";
import * as functions from "../../../src/functions.js";
import { createClient } from "../../../src/index.js";
import { createSandbox } from "../../../src/sandbox/index.js";

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
