import type { Operation } from "../../core/operation.js";

/** An operation and the path parameters of a request to it. */
export interface Route {
  readonly operation: Operation;
  /** Path parameters as decoded text. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the operation of a request; if two path templates match, the one with fewer parameters is selected. */
export function findRoute(operations: readonly Operation[], method: string, pathname: string): Route | undefined {
  const segments = pathname.split("/");
  let best: Route | undefined;
  for (const operation of operations) {
    if (operation.method !== method) continue;
    const pathParameters = matchPath(operation.path, segments);
    if (pathParameters === undefined) continue;
    if (best === undefined || Object.keys(pathParameters).length < Object.keys(best.pathParameters).length)
      best = { operation, pathParameters };
  }
  return best;
}

/** Returns the parameter name of a segment such as `{job_id}`. */
function parameterName(segment: string): string | undefined {
  return /^\{(.+)\}$/.exec(segment)?.[1];
}

function matchPath(template: string, segments: readonly string[]): Record<string, string> | undefined {
  const templateSegments = template.split("/");
  if (templateSegments.length !== segments.length) return undefined;
  const pathParameters: Record<string, string> = Object.create(null);
  for (const [index, expected] of templateSegments.entries()) {
    const received = segments[index] ?? "";
    const name = parameterName(expected);
    if (name === undefined ? expected !== received : received === "") return undefined;
    if (name !== undefined) pathParameters[name] = decode(received);
  }
  return pathParameters;
}

/** Decodes percent-encoding; a malformed segment is returned unchanged. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
