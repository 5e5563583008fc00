import { describe, expect, test } from "vitest";
import { operations } from "../../../../generated/operations.js";
import { createClient } from "../../../../src/index.js";
import { createSandbox } from "../../../../src/sandbox/index.js";
import { cakeContract } from "../../helpers/cake-contract.js";
import { HOST, namedRequest, openSandbox } from "../../helpers/sandbox.js";

const { perSecond, regions } = operations.show2DDigitalHumanVideo.rateLimit;
const beijing = regions["cn-north-4"];
const jobId = "26f06524-4f75-4b3a-a853-b649a21aaf66";

describe("gateway rate limits", () => {
  test("enforces the rate of the contract and sets Retry-After", async () => {
    const { create, tasks, clock } = openSandbox();
    const first = await create();
    await clock.advance("300ms");
    const { status, headers, body } = await create();
    expect([first.status, status, headers.get("Retry-After"), body]).toEqual([
      200,
      429,
      "1",
      {
        error_code: "APIGW.0308",
        error_msg: expect.stringContaining("retry after 1 s"),
        request_id: headers.get("X-Request-Id"),
      },
    ]);
    await clock.advance("700ms");
    expect([(await create()).status, tasks.createCount().get("Good morning")]).toEqual([200, 2]);
  });

  test("limits requests in a sliding window of one second", async () => {
    const { show, clock } = openSandbox();
    const countAccepted = async (times: number) => {
      let count = 0;
      for (let i = 0; i < times; i += 1) count += (await show(jobId)).status === 200 ? 1 : 0;
      return count;
    };
    expect(await countAccepted(beijing / 2)).toBe(beijing / 2);
    await clock.advance("600ms");
    expect(await countAccepted(beijing)).toBe(beijing / 2);
    await clock.advance("400ms");
    expect(await countAccepted(beijing)).toBe(beijing / 2);
  });

  test("uses the rate for the region of the host", async () => {
    const sandbox = createSandbox();
    const limitAt = async (host: string) => {
      const url = `https://${host}/v1/p1/2d-digital-human-videos/${jobId}`;
      for (let count = 0; ; count += 1)
        if ((await sandbox.fetch(url, { headers: { "X-Auth-Token": sandbox.token } })).status === 429) return count;
    };
    expect(await limitAt("metastudio.ap-southeast-3.myhuaweicloud.com")).toBe(perSecond);
    await sandbox.clock.advance("1s");
    expect(await limitAt(HOST)).toBe(beijing);
  });

  test("counts requests per project and operation, without unauthenticated requests", async () => {
    const { create, list, fetch } = openSandbox();
    await fetch(`https://${HOST}/v1/p1/2d-digital-human-videos`, { method: "POST", headers: { "X-Auth-Token": "wrong" }, body: "{}" });
    expect((await create()).status).toBe(200);
    expect([(await create(namedRequest("x"), { project: "p2" })).status, (await list()).length]).toEqual([200, 2]);
    expect((await create(namedRequest("x"), { user: "anna" })).status).toBe(429);
  });

  test("accepts evenly spaced requests despite jitter", async () => {
    const { create, clock } = openSandbox();
    const statuses: number[] = [];
    for (const jitter of [0, 40, -30, 50, -40, 0]) {
      await clock.advance(1_000 + jitter);
      statuses.push((await create()).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
  });

  test("the client does not exceed the rate limits", async () => {
    const { clientOptions, clock, tasks, fetch } = createSandbox();
    const statuses = new Set<number>();
    const counting: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      statuses.add(response.status);
      return response;
    };
    const client = createClient({ ...clientOptions, fetch: counting });
    const ids = Array.from({ length: 3 * perSecond }, () => tasks.add());
    await clock.run(Promise.all(ids.map((id) => client.tasks.get(id))));
    expect([...statuses]).toEqual([200]);
    expect(clock.monotonic()).toBe(2_000);
  });

  test("throttle: false disables the limits", async () => {
    const { create } = openSandbox({ throttle: false });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await create()).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
  });
});

describe("iam", () => {
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
});
