import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createChecksum } from "../../../src/assets/checksum.js";
import { safeFileName } from "../../../src/assets/file-name.js";
import { createBytes, createStorageServer, type StorageBehavior } from "../helpers/storage.js";
import { catchError } from "../helpers/transport.js";
import { createdResponse, createVideoStub, readyAsset, succeededTask } from "../helpers/videos.js";

const content = createBytes(100_000);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "save-to-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const isContent = (path: string): boolean => readFileSync(path).equals(content);
const reset: StorageBehavior = { stopAt: 40_000, ending: "reset" };
/** A process ID that no process has. */
const ENDED_PID = 2 ** 22 + 1;

describe("saveTo", () => {
  test("writes to a path, or into a directory under the file's name, and leaves no part file", async () => {
    const folder = temporaryFolder();
    const { client } = await createStorageServer({ content });
    const saved = await client.assets.saveTo("a1", join(folder, "one.mp4"));
    expect(saved).toEqual({ path: join(folder, "one.mp4"), bytes: 100_000, existed: false, checks: { size: true, md5: true } });
    const { path } = await client.assets.saveTo("a1", `${folder}/`);
    expect(isContent(saved.path) && isContent(path)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  test("stays in the directory, whatever name the service reports", async () => {
    const folder = temporaryFolder();
    const { client } = await createStorageServer({
      content,
      asset: (_, asset) => ({ ...asset, files: asset.files.map((file) => ({ ...file, file_name: "../../evil.mp4" })) }),
    });
    expect(await client.assets.saveTo("a1", folder)).toMatchObject({ path: `${folder}/evil.mp4` });
    expect((await client.assets.download("a1")).fileName).toBe("evil.mp4");
    for (const name of ["..", "a/../..", "C:\\x\\..\\evil", ".bashrc", "-rf", "con.mp4", "\u001b[8mx"])
      expect(safeFileName(name)).toMatch(/^(?!\.|-|con)[^/\\\p{C}]+$/u);
  });

  test("does not download an existing file again, and replaces another one only on request", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "one.mp4");
    const { client, requests } = await createStorageServer({ content });
    writeFileSync(path, content);
    expect(await client.assets.saveTo("a1", path)).toMatchObject({ existed: true, bytes: 100_000 });
    writeFileSync(path, "precious");
    await expect(client.assets.saveTo("a1", path)).rejects.toMatchObject({ name: "DownloadError", reason: "file-exists" });
    expect([readFileSync(path, "utf8"), requests.length, readdirSync(folder).length]).toEqual(["precious", 0, 1]);
    await client.assets.saveTo("a1", path, { overwrite: true });
    expect(isContent(path)).toBe(true);
  });

  test("continues an interrupted download, of this or of an ended process", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "one.mp4");
    const { client, requests } = await createStorageServer({ content, behavior: (n) => (n === 1 ? reset : {}), client: { retry: false } });
    await expect(client.assets.saveTo("a1", path)).rejects.toMatchObject({ reason: "interrupted", received: 40_000 });
    await client.assets.saveTo("a1", path);
    expect([requests.map(({ from }) => from), isContent(path)]).toEqual([[0, 40_000], true]);
    const other = join(folder, "other.mp4");
    writeFileSync(`${other}.${ENDED_PID}.part`, content.subarray(0, 70_000));
    await client.assets.saveTo("a1", other);
    expect([requests.at(-1)?.from, isContent(other), readdirSync(folder)]).toEqual([70_000, true, ["one.mp4", "other.mp4"]]);
  });

  test("starts again if the part file has other contents", async () => {
    const path = join(temporaryFolder(), "one.mp4");
    writeFileSync(`${path}.${ENDED_PID}.part`, new Uint8Array(70_000));
    const { client, requests } = await createStorageServer({ content });
    await client.assets.saveTo("a1", path);
    expect([requests.map(({ from }) => from), isContent(path)]).toEqual([[70_000, 0], true]);
  });

  test("does not touch the part file of a running process", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "one.mp4");
    const parent = process.ppid;
    writeFileSync(`${path}.${parent}.part`, "in progress");
    const { client } = await createStorageServer({ content });
    await client.assets.saveTo("a1", path);
    expect([isContent(path), readFileSync(`${path}.${parent}.part`, "utf8")]).toEqual([true, "in progress"]);
  });

  test("gives concurrent calls separate part files", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "one.mp4");
    const { client } = await createStorageServer({ content, behavior: () => ({ chunkSize: 1_000 }) });
    await Promise.all([1, 2, 3].map(() => client.assets.saveTo("a1", path, { overwrite: true })));
    expect([isContent(path), readdirSync(folder)]).toEqual([true, ["one.mp4"]]);
  });

  test("reports a missing directory before anything is downloaded", async () => {
    const { client, requests } = await createStorageServer({ content });
    for (const path of [join(temporaryFolder(), "missing/one.mp4"), join(temporaryFolder(), "missing/")])
      expect(await catchError(client.assets.saveTo("a1", path))).toMatchObject({
        reason: "write",
        message: expect.stringContaining("ENOENT"),
      });
    expect(requests).toHaveLength(0);
  });
});

describe("createAndWait with saveTo", () => {
  const success = { create: [createdResponse], show: [succeededTask], asset: [readyAsset] };
  const request = { script_id: "s", output_asset_config: { asset_name: "One Day" } };

  test("saves the file", async () => {
    const folder = temporaryFolder();
    const { client } = createVideoStub(success);
    const { saved } = await client.videos.createAndWait(request, { saveTo: folder });
    expect(saved).toMatchObject({ path: `${folder}/One Day.mp4`, existed: false });
    expect(readFileSync(`${folder}/One Day.mp4`, "utf8")).toBe("a finished video");
  });

  test("checks the path before the request is sent", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "One Day.mp4"), "precious");
    const { client, events } = createVideoStub(success);
    for (const path of [folder, join(folder, "One Day.mp4")])
      await expect(client.videos.createAndWait(request, { saveTo: path })).rejects.toMatchObject({ reason: "file-exists" });
    await expect(client.videos.createAndWait(request, { saveTo: join(folder, "missing", "x.mp4") })).rejects.toMatchObject({
      reason: "write",
    });
    expect(events).toEqual([]);
  });
});

test("both MD5 implementations agree", () => {
  for (const crypto of [
    null,
    {
      createHash: () => {
        throw new Error("FIPS");
      },
    },
  ]) {
    const [native, portable] = [createChecksum(), createChecksum(crypto as never)];
    for (const checksum of [native, portable])
      for (let at = 0; at < content.length; at += 777) checksum.update(content.subarray(at, at + 777));
    expect(portable.digest()).toBe(native.digest());
  }
});
