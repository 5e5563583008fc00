import { inspect } from "node:util";
import { expect, test } from "vitest";
import { invalidCredentialsReason, maskWhenInspected } from "../../../src/auth/credentials.js";

test.each([
  [{ token: "t" }, undefined],
  [{ accessKey: "a", secretKey: "s" }, undefined],
  [{ accessKey: "a", secretKey: "s", securityToken: "x", expiresAt: 5 }, undefined],
  [{ accessKey: "a", secretKey: "s", token: undefined }, undefined],
  [{}, "token, or accessKey and secretKey, must be set"],
  [{ secretKey: "s" }, "accessKey is required together with secretKey"],
  [{ accessKey: "a" }, "secretKey is required together with accessKey"],
  [{ token: "t", secretKey: "s" }, "token cannot be combined with accessKey and secretKey"],
  [{ token: "" }, "token must consist of printable ASCII characters without spaces"],
  [{ accessKey: "a", secretKey: "s " }, "secretKey must consist of printable ASCII characters without spaces"],
  [{ token: "t", expiresAt: Number.NaN }, "expiresAt must be a number of milliseconds"],
  [null, "credentials must be an object, received null"],
  ["token", "credentials must be an object, received string"],
])("%j: %s", (credentials, reason) => {
  expect(invalidCredentialsReason(credentials)).toBe(reason);
});

test("masked credentials are usable but not printed", () => {
  const credentials = maskWhenInspected({ accessKey: "AK", secretKey: "very-secret", expiresAt: 5 });
  expect(credentials.secretKey).toBe("very-secret");
  expect(JSON.stringify({ credentials })).toBe('{"credentials":{"accessKey":"***","secretKey":"***","expiresAt":5}}');
  expect(inspect({ credentials }, { showHidden: false })).toContain("secretKey: '***'");
});
