import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { abortable, linkedAbortController, onAbort } from "../../../src/core/abort.js";

describe("onAbort", () => {
  test("calls all callbacks of a signal in order, through one listener", () => {
    const { signal, ...controller } = createSignal();
    const called: number[] = [];
    for (let index = 0; index < 50; index += 1) onAbort(signal, () => called.push(index));
    expect(getEventListeners(signal, "abort").length).toBe(1);
    controller.abort();
    expect(called).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("does not call removed callbacks, even when removed during dispatch", () => {
    const { signal, ...controller } = createSignal();
    const called: string[] = [];
    const removeFirst = onAbort(signal, () => called.push("removed"));
    onAbort(signal, () => {
      called.push("first");
      removeLast();
    });
    const removeLast = onAbort(signal, () => called.push("last"));
    removeFirst();
    removeFirst();
    controller.abort();
    expect(called).toEqual(["first"]);
  });

  test("removes its listener with the last callback and adds it again for the next", () => {
    const { signal, ...controller } = createSignal();
    const same = (): void => void called.push("same");
    const called: string[] = [];
    const [removeOne, removeOther] = [onAbort(signal, same), onAbort(signal, same)];
    removeOne();
    expect(getEventListeners(signal, "abort").length).toBe(1);
    removeOther();
    expect(getEventListeners(signal, "abort")).toEqual([]);
    onAbort(signal, same);
    controller.abort();
    expect(called).toEqual(["same"]);
  });
});

describe("abortable", () => {
  test("rejects with the reason of the signal, before and after it is aborted, and leaves no listener", async () => {
    const controller = new AbortController();
    const pending = abortable(new Promise(() => {}), controller.signal);
    controller.abort("stop");
    await expect(pending).rejects.toBe("stop");
    await expect(abortable(Promise.reject(new Error("late")), controller.signal)).rejects.toBe("stop");
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  test("settles like the promise and removes its listener", async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(1), signal)).toBe(1);
    await expect(abortable(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
    expect(await abortable(Promise.resolve(2), undefined)).toBe(2);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("linkedAbortController", () => {
  test("is aborted together with the signal, until it is unlinked", () => {
    const outer = new AbortController();
    const linked = linkedAbortController(outer.signal);
    const unlinked = linkedAbortController(outer.signal);
    unlinked.unlink();
    outer.abort("stop");
    expect([linked.controller.signal.reason, unlinked.controller.signal.aborted]).toEqual(["stop", false]);
    expect(linkedAbortController(outer.signal).controller.signal.reason).toBe("stop");
    expect(linkedAbortController(undefined).controller.signal.aborted).toBe(false);
  });
});

function createSignal() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
