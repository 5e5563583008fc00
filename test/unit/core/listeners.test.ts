import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { onAbort } from "../../../src/core/listeners.js";

describe("onAbort", () => {
  test("tells all who wait for a signal, in their order, through one listener", () => {
    const { signal, ...controller } = withSignal();
    const told: number[] = [];
    for (let who = 0; who < 50; who += 1) onAbort(signal, () => told.push(who));
    expect(getEventListeners(signal, "abort").length).toBe(1);
    controller.abort();
    expect(told).toEqual(Array.from({ length: 50 }, (_, who) => who));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("tells nobody who has left, also when somebody leaves while it tells", () => {
    const { signal, ...controller } = withSignal();
    const told: string[] = [];
    const leave = onAbort(signal, () => told.push("gone"));
    onAbort(signal, () => {
      told.push("first");
      leaveLast();
    });
    const leaveLast = onAbort(signal, () => told.push("last"));
    leave();
    leave();
    controller.abort();
    expect(told).toEqual(["first"]);
  });

  test("has no listener left when the last has gone, and one again for the next", () => {
    const { signal, ...controller } = withSignal();
    const same = (): void => void told.push("same");
    const told: string[] = [];
    const [one, other] = [onAbort(signal, same), onAbort(signal, same)];
    one();
    expect(getEventListeners(signal, "abort").length).toBe(1);
    other();
    expect(getEventListeners(signal, "abort")).toEqual([]);
    onAbort(signal, same);
    controller.abort();
    expect(told).toEqual(["same"]);
  });
});

function withSignal() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
