import { expect, test } from "vitest";
import { errorCodes } from "../../../generated/error-codes.js";
import { loadErrorCodes } from "../../../src/http/error-codes.js";

test("loads the codes of the contract", async () => {
  expect(await loadErrorCodes(undefined)).toEqual(errorCodes);
});

test("resolves to no codes if the import fails", async () => {
  expect(await loadErrorCodes(undefined, () => Promise.reject(new Error("offline")))).toEqual({});
});

test("rejects immediately when aborted", async () => {
  await expect(loadErrorCodes(AbortSignal.abort("enough"))).rejects.toBe("enough");
});
