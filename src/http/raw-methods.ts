import type { Client as FetchClient, Middleware } from "openapi-fetch";
import type { paths } from "../../generated/types.js";
import type { Lazy } from "../core/lazy.js";
import type { RawClient } from "./raw-client.js";

const METHODS = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "request"] as const;

/** Creates the methods of openapi-fetch, which is imported by the first call. `use` and `eject` change `middleware`. */
export function createRawMethods(raw: Lazy<RawClient>, middleware: Middleware[]): FetchClient<paths> {
  const call =
    (method: string) =>
    (...parameters: unknown[]): Promise<unknown> => {
      if (raw.current !== undefined) return raw.current.call(method, parameters);
      // the caller may change the body while openapi-fetch is imported
      const snapshot = parameters.map(copyBody);
      return raw.load().then((client) => client.call(method, snapshot));
    };
  const methods = {
    ...Object.fromEntries(METHODS.map((method) => [method, call(method)])),
    use(...added: Middleware[]) {
      for (const each of added) {
        if (typeof each !== "object" || !("onRequest" in each || "onResponse" in each || "onError" in each))
          throw new TypeError("A middleware is an object with onRequest, onResponse or onError.");
        middleware.push(each);
      }
    },
    eject(...removed: Middleware[]) {
      for (const each of removed) if (middleware.includes(each)) middleware.splice(middleware.indexOf(each), 1);
    },
  };
  return methods as unknown as FetchClient<paths>;
}

/** Copies a body of plain data; openapi-fetch reports a body that cannot be copied. */
function copyBody(init: unknown): unknown {
  if (typeof init !== "object" || init === null || !("body" in init)) return init;
  const { body } = init;
  if (!Array.isArray(body) && Object.getPrototypeOf(body ?? null) !== Object.prototype) return init;
  try {
    return { ...init, body: structuredClone(body) };
  } catch {
    return init;
  }
}
