import type { Client as FetchClient } from "openapi-fetch";
import { abortable } from "../core/abort.js";

const CALL_METHODS = ["request", "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] as const;

/** Creates an openapi-fetch client that is loaded on its first call, so that other code does not load openapi-fetch. */
export function createLazyRawClient<Paths extends object>(load: () => Promise<FetchClient<Paths>>): FetchClient<Paths> {
  let client: Methods | undefined;
  let loading: Promise<Methods> | undefined;
  const queued: ((client: Methods) => void)[] = [];
  const loadOnce = (): Promise<Methods> => {
    loading ??= load().then(
      (loaded) => {
        // the caller's types depend on the path; here every method forwards its arguments
        client = loaded as unknown as Methods;
        for (const run of queued) run(client);
        return client;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  const callMethod =
    (method: string) =>
    async (...args: readonly unknown[]) => {
      if (client !== undefined) return client[method]?.(...args);
      const init = args.at(-1);
      if (!isPlainObject(init)) return (await loadOnce())[method]?.(...args);
      const snapshot = [...args.slice(0, -1), { ...init, ...snapshotBody(init) }];
      return (await abortable(loadOnce(), init["signal"] instanceof AbortSignal ? init["signal"] : undefined))[method]?.(...snapshot);
    };
  const queueMethod =
    (method: string) =>
    (...args: readonly unknown[]) => {
      if (client !== undefined) client[method]?.(...args);
      else queued.push((loaded) => loaded[method]?.(...args));
    };
  const entries = [
    ...CALL_METHODS.map((method) => [method, callMethod(method)]),
    ["use", queueMethod("use")],
    ["eject", queueMethod("eject")],
  ];
  return Object.fromEntries(entries) as FetchClient<Paths>;
}

type Methods = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** Copies a body of plain data, so that changes made by the caller during loading have no effect. */
function snapshotBody({ body, bodySerializer }: Readonly<Record<string, unknown>>): { body?: unknown } {
  if (bodySerializer !== undefined || !(isPlainObject(body) || Array.isArray(body))) return {};
  return { body: JSON.parse(JSON.stringify(body)) };
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
