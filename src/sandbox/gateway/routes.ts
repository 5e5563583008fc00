import type { Operation } from "../../core/operation.js";

/** An operation and the path parameters of one request to it, still as text. */
export interface Route {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

/** Finds the operation of a request; where two templates fit, the one with more written-out segments wins. */
export function findRoute(operations: readonly Operation[], method: string, pathname: string): Route | undefined {
  const segments = pathname.split("/");
  let best: Route | undefined;
  for (const operation of operations) {
    if (operation.method !== method) continue;
    const path = matchPath(operation.path, segments);
    if (path !== undefined && (best === undefined || Object.keys(path).length < Object.keys(best.path).length)) best = { operation, path };
  }
  return best;
}

/** Name of the parameter in a segment like `{job_id}`. */
function parameterName(segment: string): string | undefined {
  return /^\{(.+)\}$/.exec(segment)?.[1];
}

function matchPath(template: string, segments: readonly string[]): Record<string, string> | undefined {
  const expected = template.split("/");
  if (expected.length !== segments.length) return undefined;
  const path: Record<string, string> = Object.create(null);
  for (const [index, want] of expected.entries()) {
    const found = segments[index] ?? "";
    const name = parameterName(want);
    if (name === undefined ? want !== found : found === "") return undefined;
    if (name !== undefined) path[name] = decode(found);
  }
  return path;
}

/** Percent-decodes a segment; one that cannot be decoded stays as it came. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
