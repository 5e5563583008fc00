import { expect, test } from "vitest";
import { errorCodes } from "../../../generated/error-codes.js";
import { loadErrorCodes } from "../../../src/http/error-codes.js";

test("the codes of the contract", async () => {
  expect(await loadErrorCodes(undefined)).toEqual(errorCodes);
});

test("a file that cannot be loaded costs the hints, not the error", async () => {
  expect(await loadErrorCodes(undefined, () => Promise.reject(new Error("offline")))).toEqual({});
});

test("an abort ends the loading at once", async () => {
  await expect(loadErrorCodes(AbortSignal.abort("enough"))).rejects.toBe("enough");
});
