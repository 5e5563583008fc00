import { describe, expect, it } from "vitest";
import { createSandbox } from "../../../../src/sandbox/index.js";
import { bakery } from "../../../fixtures/cake-contract.js";

const user = { user: "anna", password: "canary-password", domain: "home" };
const setUp = () => {
  const sandbox = createSandbox({ contract: bakery, user });
  const post = async (body: unknown) => {
    const response = await sandbox.fetch("https://iam.example/v3/auth/tokens", { method: "POST", body: JSON.stringify(body) });
    const text = await response.text();
    expect(text).not.toContain("canary");
    return { status: response.status, token: response.headers.get("X-Subject-Token"), body: JSON.parse(text) };
  };
  const show = async (token: string | null) => {
    const response = await sandbox.fetch("https://bakery.example/v1/p1/cakes/page-cake", { headers: { "X-Auth-Token": token ?? "" } });
    return { status: response.status, body: await response.json() };
  };
  return { ...sandbox, post, show };
};
const asked = (changes: Partial<typeof user> = {}) => {
  const { user: name, password, domain } = { ...user, ...changes };
  return {
    auth: {
      identity: { methods: ["password"], password: { user: { name, password, domain: { name: domain } } } },
      scope: { project: { name: "ap-southeast-3" } },
    },
  };
};

describe("the identity service of the sandbox", () => {
  it("gives a token that opens the service for 24 hours", async () => {
    const { post, show, clock } = setUp();
    const { status, token, body } = await post(asked());
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
    const { status: late, body: refusal } = await show(token);
    expect([late, refusal.error_code, refusal.error_msg]).toEqual([401, "APIGW.0307", expect.stringMatching(/^Old token: .*expired/)]);
  });

  it("gives another token each time", async () => {
    const { post } = setUp();
    const [first, second] = [await post(asked()), await post(asked())];
    expect(first.token).not.toBe(second.token);
  });

  it.each([[{ user: "otto" }], [{ password: "canary-wrong" }], [{ domain: "work" }]])("refuses %j", async (changes) => {
    const { status, token, body } = await setUp().post(asked(changes));
    expect([status, token, body.error.code]).toEqual([401, null, 401]);
  });

  it.each([[{}], [null], ["text"], [{ auth: { identity: { methods: ["token"] } } }]])(
    "says what it expected instead of %j",
    async (body) => {
      const answer = await setUp().post(body);
      expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining('"methods": ["password"]')]);
    },
  );

  it("does not take a token that it never gave", async () => {
    const { status, body } = await setUp().show("sandbox-made-up");
    expect([status, body]).toEqual([401, { error_code: "CAKE.1", error_msg: "Who are you: the sandbox does not know this token" }]);
  });
});
