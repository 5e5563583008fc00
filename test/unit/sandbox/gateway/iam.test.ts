import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../../src/sandbox/index.js";
import { cakeContract } from "../../helpers/cake-contract.js";

const user = { user: "anna", password: "canary-password", domain: "home" };
const setUp = () => {
  const sandbox = createSandbox({ contract: cakeContract, user });
  const post = async (body: unknown) => {
    const response = await sandbox.fetch("https://iam.example/v3/auth/tokens", { method: "POST", body: JSON.stringify(body) });
    const text = await response.text();
    expect(text).not.toContain("canary");
    return { status: response.status, token: response.headers.get("X-Subject-Token"), body: JSON.parse(text) };
  };
  const show = async (token: string | null) => {
    const response = await sandbox.fetch("https://bakery.example/v1/p1/cakes/example-cake", { headers: { "X-Auth-Token": token ?? "" } });
    return { status: response.status, body: await response.json() };
  };
  return { ...sandbox, post, show };
};
const tokenRequest = (changes: Partial<typeof user> = {}) => {
  const { user: name, password, domain } = { ...user, ...changes };
  return {
    auth: {
      identity: { methods: ["password"], password: { user: { name, password, domain: { name: domain } } } },
      scope: { project: { name: "ap-southeast-3" } },
    },
  };
};

describe("IAM token endpoint", () => {
  test("issues a token that is valid for 24 hours", async () => {
    const { post, show, clock } = setUp();
    const { status, token, body } = await post(tokenRequest());
    expect([status, body.token]).toEqual([
      201,
      {
        methods: ["password"],
        issued_at: "2025-12-08T00:00:00.000Z",
        expires_at: "2025-12-09T00:00:00.000Z",
        user: { name: "anna", domain: { name: "home" } },
        project: { name: "ap-southeast-3" },
      },
    ]);
    await clock.advance("86399s");
    expect((await show(token)).status).toBe(200);
    await clock.advance("1s");
    const { status: lateStatus, body: error } = await show(token);
    expect([lateStatus, error.error_code, error.error_msg]).toEqual([
      401,
      "APIGW.0307",
      expect.stringMatching(/^Token expired: .*expired/),
    ]);
  });

  test("issues a different token for each request", async () => {
    const { post } = setUp();
    const [first, second] = [await post(tokenRequest()), await post(tokenRequest())];
    expect(first.token).not.toBe(second.token);
  });

  test.each([[{ user: "otto" }], [{ password: "canary-wrong" }], [{ domain: "work" }]])("rejects %j", async (changes) => {
    const { status, token, body } = await setUp().post(tokenRequest(changes));
    expect([status, token, body.error.code]).toEqual([401, null, 401]);
  });

  test.each([[{}], [null], ["text"], [{ auth: { identity: { methods: ["token"] } } }]])(
    "describes the expected body for %j",
    async (body) => {
      const response = await setUp().post(body);
      expect([response.status, response.body.error.message]).toEqual([400, expect.stringContaining('"methods": ["password"]')]);
    },
  );

  test("rejects an unknown token", async () => {
    const { status, body } = await setUp().show("sandbox-made-up");
    expect([status, body]).toEqual([401, { error_code: "CAKE.1", error_msg: "Unauthorized: unknown token in X-Auth-Token" }]);
  });
});
