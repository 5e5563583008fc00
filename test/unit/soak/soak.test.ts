import { createServer } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { type Caller, careful } from "../../soak/client-scenario.js";
import { judge } from "../../soak/invariants.js";
import { createEar } from "../../soak/leak-detector.js";
import { orderOf } from "../../soak/request-factory.js";
import { growth } from "../../soak/resources.js";
import { soak } from "../../soak/run.js";
import { table } from "../../soak/table.js";

const small = { videos: 25, seed: 1, parts: 1 };

test("twenty-five videos through a gateway that fails three times in ten: none lost, none paid twice, nothing printed, nothing left", async () => {
  const report = await soak(small);
  expect(report.violations).toEqual([]);
  const share = [...report.faults.values()].reduce((sum, count) => sum + count) / report.requests;
  expect(share).toBeGreaterThan(0.2);
  expect(report.tally.foundByMake + report.tally.foundByCaller).toBeGreaterThan(0);
  expect(table(report)).toMatch(/^videos +25\nrequests +\d+\n/);
});

describe("what would be wrong is told", () => {
  test("a caller who orders again when no answer comes pays twice", async () => {
    const naive: Caller = async (order, parts) => {
      for (;;) {
        try {
          const { job_id } = await parts.client.tasks.create(order.request);
          return { name: order.name, jobId: job_id };
        } catch {
          await parts.clock.sleep(1_000);
        }
      }
    };
    const { violations, lostAnswers } = await soak({ ...small, caller: naive });
    const twice = violations.filter((violation) => violation.startsWith("paid twice: "));
    expect(twice.length).toBeGreaterThan(0);
    expect(twice.length).toBeLessThanOrEqual(lostAnswers);
    expect(twice[0]).toMatch(/^paid twice: \S+ was accepted \d times\n {2}2026-\S+ POST /);
  });

  test("a caller who gives up loses videos, one who throws is named", async () => {
    const hasty: Caller = async (order, { client, complain }) => {
      if (order.name === "film-1") throw new TypeError("no idea");
      if (order.name === "film-2") complain("film-2 is not to my liking");
      return { name: order.name, jobId: (await client.tasks.create(order.request).catch(() => undefined))?.job_id };
    };
    const { violations } = await soak({ ...small, videos: 8, caller: hasty });
    expect(violations).toContainEqual(expect.stringMatching(/^lost: film-4 has no file, and the task is WAITING/));
    expect(violations).toContainEqual(expect.stringMatching(/^lost: film-1 is held by nobody/));
    expect(violations).toContainEqual(expect.stringMatching(/^thrown at the caller: film-1: TypeError: no idea/));
    expect(violations).toContain("film-2 is not to my liking");
  });

  test("secrets that are printed, and listeners, timers and sockets that stay", async () => {
    const end = new AbortController();
    const open = createServer();
    // heard, but not printed among the tests
    const quiet = Object.assign(new Error("too many of them"), { name: "DeprecationWarning" });
    process.noDeprecation = true;
    const careless: Caller = async (order, parts) => {
      if (order.name === "film-0") {
        parts.show(order.request);
        parts.signal.addEventListener("abort", () => {});
        parts.clock.sleep(Number.POSITIVE_INFINITY, end.signal).catch(() => {});
        open.listen(0, "127.0.0.1");
        process.emit("warning", quiet);
      }
      return careful(order, parts);
    };
    const { violations } = await soak({ ...small, videos: 2, caller: careless });
    end.abort();
    open.close();
    process.noDeprecation = false;
    expect(violations).toContain("leaked: 1 listeners of the caller's signal");
    expect(violations).toContain("leaked: 1 timers of the injected clock");
    expect(violations).toContain("leaked: 1 TCPServerWrap");
    expect(violations).toContain("warning of the runtime: DeprecationWarning: too many of them");
    expect(violations).toContainEqual(expect.stringMatching(/^secret printed: a key, password or callback in an error/));
  });

  test.each([
    ["a key, password or callback", "key=canary-callback-key-7"],
    ["a token", "X-Auth-Token: sandbox-0123456789abcdef0123"],
    ["a signature", "https://o/x?AccessKeyId=***&Signature=abc"],
  ])("%s in what is printed", (kind, text) => {
    const silent = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const ear = createEar();
    const leave = ear.listen();
    process.stderr.write(`${text}\n`);
    leave();
    process.stderr.write(`${text}\n`);
    silent.mockRestore();
    expect(ear.leaks).toEqual([expect.stringMatching(`^${kind} in what was printed`)]);
    ear.logger.warn?.("a line", { cause: text });
    expect(ear.leaks.length).toBeGreaterThan(1);
  });

  test("a redacted link is none", () => {
    const ear = createEar();
    ear.hear("a line", "https://o/x?AccessKeyId=***&Expires=1&Signature=***");
    expect(ear.leaks).toEqual([]);
  });

  test("books that do not say what the caller says", () => {
    const order = orderOf(0);
    const record = { job_id: "j", state: "SUCCEED", scenario: "happy", asset_id: "a", asset_name: order.name, request: {} } as const;
    const books = { all: [record], accepted: new Map([[order.name, 1]]) };
    const held = { name: order.name, jobId: "j", assetId: "a" };
    const faults = (...args: Parameters<typeof judge>) => judge(...args).map(({ fault }) => fault);
    expect(faults([order], [held], books)).toEqual([]);
    expect(faults([order], [{ ...held, jobId: "k" }], books)).toEqual(["lost: film-0 is no task of the service"]);
    expect(faults([order], [{ ...held, assetId: "b" }], books)).toEqual(["lost: film-0 has the file of another asset"]);
    expect(faults([order], [held], { ...books, all: [{ ...record, asset_name: "film-9" }] })).toEqual([
      "lost: film-0 is held as the task of film-9",
    ]);
    expect(faults([], [], books)).toEqual(["paid for nobody: film-0"]);
    expect(faults([{ ...order, end: "task-failed" }], [held], books)).toEqual(["lost: film-0 ended with a file, not with task-failed"]);
  });

  test("a heap that grows with the videos", () => {
    expect(growth([10e6, 20e6, 20.9e6, 21.2e6], 2_000)).toBeUndefined();
    expect(growth([20e6, 20e6, 21e6, 21.6e6], 2_000)).toBe("memory: 1000 videos left 1600000 bytes behind, 1506000 are allowed");
    expect(growth([], 30)).toBeUndefined();
  });
});
