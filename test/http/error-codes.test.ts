import { afterEach, expect, test, vi } from "vitest";
import { errorCodes } from "../../generated/error-codes.js";
import { loadErrorCodes } from "../../src/http/error-codes.js";

afterEach(() => {
  vi.doUnmock("../../generated/error-codes.js");
  vi.resetModules();
});

test("the codes of the contract", async () => {
  expect(await loadErrorCodes(undefined)).toEqual(errorCodes);
});

test("a file that cannot be loaded costs the hints, not the error", async () => {
  vi.resetModules();
  vi.doMock("../../generated/error-codes.js", () => {
    throw new Error("offline");
  });
  expect(await loadErrorCodes(undefined)).toEqual({});
});

test("an abort ends the loading at once", async () => {
  await expect(loadErrorCodes(AbortSignal.abort("enough"))).rejects.toBe("enough");
});
