import { expect, test } from "vitest";
import { loadErrorCodes } from "../../../src/http/log.js";

const codes = { "MSS.1": { meaning: "m" } };

test("loads the codes", async () => {
  expect(await loadErrorCodes(async () => codes, undefined)).toBe(codes);
});

test("resolves to no codes if the import fails or the program has left the part out", async () => {
  expect(await loadErrorCodes(() => Promise.reject(new Error("offline")), undefined)).toEqual({});
  expect(await loadErrorCodes(undefined, undefined)).toEqual({});
});

test("rejects immediately when aborted", async () => {
  await expect(loadErrorCodes(async () => codes, AbortSignal.abort("enough"))).rejects.toBe("enough");
});
