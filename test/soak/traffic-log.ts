import type { Fault } from "./fault-plan.js";
import type { ProxiedRequest, UpstreamResponse } from "./proxy.js";

/** Counts the exchanges of the proxy and keeps a history per video. */
export interface TrafficLog {
  readonly counts: { requests: number; lostResponses: number };
  readonly faults: Map<string, number>;
  /** Records one exchange; `response` is undefined if the request was not forwarded. */
  record(request: ProxiedRequest, response: UpstreamResponse | undefined, fault: Fault | undefined): void;
  /** Calls back when the create request of this name has been processed, before its response is sent. */
  onCreate(name: string, callback: () => void): void;
  /** Adds a line to the history of a video. */
  note(name: string, text: string): void;
  historyOf(name: string): readonly string[];
  /** Clears everything except the counts. */
  clear(): void;
}

export function createTrafficLog(now: () => number): TrafficLog {
  const counts = { requests: 0, lostResponses: 0 };
  const faults = new Map<string, number>();
  const history = new Map<string, string[]>();
  const callbacks = new Map<string, () => void>();
  const note = (name: string, text: string): void => {
    const lines = history.get(name) ?? [];
    history.set(name, lines);
    lines.push(`${new Date(now()).toISOString()} ${text}`);
  };
  return {
    counts,
    faults,
    record: (request, response, fault) => {
      counts.requests += 1;
      const name = videoName(request);
      if (name !== "")
        note(name, `${request.method} ${request.url.search} ${response?.status ?? "not forwarded"}, ${fault?.name ?? "no fault"}`);
      if (isCreate(request)) callbacks.get(name)?.();
      if (fault === undefined) return;
      faults.set(fault.name, (faults.get(fault.name) ?? 0) + 1);
      if (isCreate(request) && response?.status === 200 && fault.effect !== "skewed") counts.lostResponses += 1;
    },
    onCreate: (name, callback) => void callbacks.set(name, callback),
    note,
    historyOf: (name) => history.get(name) ?? [],
    clear: () => {
      history.clear();
      callbacks.clear();
    },
  };
}

/** Key of the fault plan: the faults of a video do not depend on concurrent requests. */
export function faultKey(request: ProxiedRequest): string {
  return `${request.method} ${request.url.pathname} ${videoName(request)}`;
}

/** Whether the request creates a video, the only billable operation. */
function isCreate({ method, url }: ProxiedRequest): boolean {
  return method === "POST" && url.pathname.endsWith("/2d-digital-human-videos");
}

/** Name of the video that a request creates or searches for. */
function videoName(request: ProxiedRequest): string {
  return isCreate(request)
    ? JSON.parse(request.body.toString()).output_asset_config.asset_name
    : (request.url.searchParams.get("asset_name") ?? "");
}
