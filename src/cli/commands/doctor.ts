import type { Command } from "commander";
import { servers } from "../../../generated/operations.js";
import { exitOf, exits } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { interruptible } from "../interrupt.js";
import { paint, print, printJson } from "../output.js";
import { host } from "../process-context.js";
import { withService } from "../service-options.js";
import type { ServiceFlags, Settings } from "../settings.js";

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly from?: string;
  readonly exit: number;
}

/** `doctor`: is everything there, where did it come from, does the service answer. */
export function addDoctor(program: Command): void {
  const command = program.command("doctor").description("look at Node, settings, credentials (never shown), clock and service");
  withService(command).option("--json", "as JSON").option("--offline", "ask nobody outside this machine").action(doctor);
  withHelp(command, {
    examples: ["doctor", "doctor --profile work --json"],
    exits: ["authentication", "service", "interrupted"],
  });
}

type Service = typeof import("../service-deps.js");

async function doctor(flags: ServiceFlags & { readonly json?: boolean; readonly offline?: boolean }): Promise<void> {
  const service = await import("../service-deps.js");
  const settings = await service.readSettings(flags);
  const findings = [node(), place(service, settings), project(settings), await credentials(service, flags)];
  if (!flags.offline && findings.every(({ ok }) => ok))
    findings.push(...(await interruptible((signal) => ask(service, settings, flags, signal))));
  else if (!flags.offline) findings.push({ what: "service", ok: false, found: "not asked: see above", exit: exits.ok });
  if (flags.json) printJson(findings.map(({ exit: _, ...finding }) => finding));
  else print(findings.map(line).join("\n"));
  host().exitCode = findings.find(({ ok, exit }) => !ok && exit !== exits.ok)?.exit ?? exits.ok;
}

function line({ what, ok, found, from }: Finding): string {
  const { green, red, dim } = paint(host().stdout);
  return `${ok ? green("ok  ") : red("FAIL")} ${what.padEnd(12)} ${found}${from === undefined ? "" : dim(`  (${from})`)}`;
}

function node(): Finding {
  return { what: "node", ok: typeof fetch === "function", found: process.version, exit: exits.usage };
}

function place(service: Service, settings: Settings): Finding {
  const from = settings.baseUrl.value === undefined ? settings.region.from : settings.baseUrl.from;
  try {
    return { what: "place", ok: true, found: addressOf(service, settings), from, exit: exits.ok };
  } catch (error) {
    return { what: "place", ok: false, found: words(error), from, exit: exitOf(error) };
  }
}

function project({ project: { value, from } }: Settings): Finding {
  return { what: "project", ok: value !== undefined, found: value ?? "missing", from, exit: exits.usage };
}

async function credentials({ whereCredentials }: Service, flags: ServiceFlags): Promise<Finding> {
  const where = await whereCredentials(flags);
  if ("missing" in where) return { what: "credentials", ok: false, found: where.missing.join(" "), exit: exits.authentication };
  return { what: "credentials", ok: true, found: `${where.kind}, not shown`, from: where.from, exit: exits.ok };
}

/** How far clocks may differ before signatures are refused: 15 minutes; half of it is worth a word. */
const SKEW_MS = 7.5 * 60_000;

async function ask(service: Service, settings: Settings, flags: ServiceFlags, signal: AbortSignal): Promise<Finding[]> {
  let date: string | null = null;
  const listen: typeof globalThis.fetch = async (input, init) => {
    const answer = await globalThis.fetch(input, init);
    date = answer.headers.get("date") ?? date;
    return answer;
  };
  const client = await service.connect(flags, { fetch: listen, retry: { max: 1 }, timeoutMs: 10_000 });
  const error = await client.listDigitalHumanVideo({ limit: 1 }, { signal }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  signal.throwIfAborted();
  const reached = date !== null;
  const findings: Finding[] = [
    { what: "reachable", ok: reached, found: reached ? addressOf(service, settings) : words(error), exit: exits.service },
  ];
  if (!reached) return findings;
  const skew = Date.now() - Date.parse(date ?? "");
  findings.push({
    what: "clock",
    ok: Math.abs(skew) < SKEW_MS,
    found: `${(skew / 1000).toFixed(0)} s from the service's`,
    exit: exits.authentication,
  });
  const accepted = error === undefined;
  return [...findings, { what: "accepted", ok: accepted, found: accepted ? "the list of tasks came" : words(error), exit: exitOf(error) }];
}

/** The address that requests go to; a wrong one is refused as the client refuses it. */
function addressOf({ placeOf, createClient }: Service, settings: Settings): string {
  const found = placeOf(settings);
  createClient({ ...found, credentials: { token: "-" } });
  return "region" in found ? servers[found.region].url : found.baseUrl;
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
