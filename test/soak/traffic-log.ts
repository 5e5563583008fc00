import type { Fault } from "./fault-plan.js";
import type { Answered, Asked } from "./proxy.js";

/** What passed the gateway, counted and told. */
export interface Traffic {
  readonly counts: { requests: number; lostAnswers: number };
  readonly faults: Map<string, number>;
  /** To be called for every exchange. */
  see(asked: Asked, answered: Answered | undefined, fault: Fault | undefined): void;
  /** Calls back when the order of this name has passed the gateway, before its answer goes back. */
  onOrder(name: string, passed: () => void): void;
  /** Notes what a caller met with. */
  note(name: string, text: string): void;
  /** What happened to a video, line by line. */
  historyOf(name: string): readonly string[];
  /** Forgets everything but the counts. */
  forget(): void;
}

export function createTraffic(now: () => number): Traffic {
  const counts = { requests: 0, lostAnswers: 0 };
  const faults = new Map<string, number>();
  const history = new Map<string, string[]>();
  const passed = new Map<string, () => void>();
  const note = (name: string, text: string): void => {
    const lines = history.get(name) ?? [];
    history.set(name, lines);
    lines.push(`${new Date(now()).toISOString()} ${text}`);
  };
  return {
    counts,
    faults,
    see: (asked, answered, fault) => {
      counts.requests += 1;
      const name = nameIn(asked);
      if (name !== "") note(name, `${asked.method} ${asked.url.search} ${answered?.status ?? "not sent on"}, ${fault?.name ?? "no fault"}`);
      if (isOrder(asked)) passed.get(name)?.();
      if (fault === undefined) return;
      faults.set(fault.name, (faults.get(fault.name) ?? 0) + 1);
      if (isOrder(asked) && answered?.status === 200 && fault.ending !== "skewed") counts.lostAnswers += 1;
    },
    onOrder: (name, call) => void passed.set(name, call),
    note,
    historyOf: (name) => history.get(name) ?? [],
    forget: () => {
      history.clear();
      passed.clear();
    },
  };
}

/** What an exchange is about: its faults follow from that, whatever else is under way. */
export function subjectOf(asked: Asked): string {
  return `${asked.method} ${asked.url.pathname} ${nameIn(asked)}`;
}

/** Whether it is an order, the only request that is paid for. */
function isOrder({ method, url }: Asked): boolean {
  return method === "POST" && url.pathname.endsWith("/2d-digital-human-videos");
}

/** The name of the video that is ordered or looked for. */
function nameIn(asked: Asked): string {
  return isOrder(asked)
    ? JSON.parse(asked.body.toString()).output_asset_config.asset_name
    : (asked.url.searchParams.get("asset_name") ?? "");
}
