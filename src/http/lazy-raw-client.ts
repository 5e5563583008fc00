import type { Client as FetchClient } from "openapi-fetch";
import { abortable } from "../core/abort.js";

const methods = ["request", "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] as const;

/** An openapi-fetch client that is loaded at its first call: whoever never asks it does not pay for it. */
export function lazyRaw<Paths extends object>(load: () => Promise<FetchClient<Paths>>): FetchClient<Paths> {
  let client: Methods | undefined;
  let loading: Promise<Methods> | undefined;
  const waiting: ((client: Methods) => void)[] = [];
  const ready = (): Promise<Methods> => {
    loading ??= load().then(
      (loaded) => {
        // types that follow from a path are the caller's; here a method is called as it was called
        client = loaded as unknown as Methods;
        for (const tell of waiting) tell(client);
        return client;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  const call =
    (method: string) =>
    async (...given: readonly unknown[]) => {
      if (client !== undefined) return client[method]?.(...given);
      const init = given.at(-1);
      if (!isPlain(init)) return (await ready())[method]?.(...given);
      const held = [...given.slice(0, -1), { ...init, ...read(init) }];
      return (await abortable(ready(), init["signal"] instanceof AbortSignal ? init["signal"] : undefined))[method]?.(...held);
    };
  const tell =
    (method: string) =>
    (...given: readonly unknown[]) => {
      if (client !== undefined) client[method]?.(...given);
      else waiting.push((loaded) => loaded[method]?.(...given));
    };
  const parts = [...methods.map((method) => [method, call(method)]), ["use", tell("use")], ["eject", tell("eject")]];
  return Object.fromEntries(parts) as FetchClient<Paths>;
}

type Methods = Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;

/** A body of plain data as it is now: what the caller does with it while the file is loaded does not matter. */
function read({ body, bodySerializer }: Readonly<Record<string, unknown>>): { body?: unknown } {
  if (bodySerializer !== undefined || !(isPlain(body) || Array.isArray(body))) return {};
  return { body: JSON.parse(JSON.stringify(body)) };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
