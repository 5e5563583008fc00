import type { Command } from "commander";
import type { CliContext } from "../context.js";
import { exitCodeOf, exitCodes } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { runInterruptible } from "../interrupt.js";
import type { Colors } from "../output.js";
import { addServiceOptions } from "../service-options.js";
import type { ServiceFlags, Settings } from "../settings.js";

/** Result of one check. */
interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  /** Source of a setting. */
  readonly source?: string;
  /** Exit code if the check fails; `ok` if another check already sets it. */
  readonly exitCode: number;
}

type Flags = ServiceFlags & { readonly json?: boolean; readonly offline?: boolean };

/** `doctor`: checks settings and their sources, then sends one request. */
export function addDoctor(program: Command, context: CliContext): void {
  const command = program
    .command("doctor")
    .description("Diagnose Node, settings, credentials (never printed), clock skew and connectivity");
  addServiceOptions(command)
    .option("--json", "Results as JSON")
    .option("--offline", "Skip the checks that need network access")
    .action((flags: Flags) => doctor(flags, context));
  withHelp(command, {
    examples: ["doctor", "doctor --profile work --json"],
    exitCodes: ["authentication", "service", "interrupted"],
  });
}

type SettingsModule = typeof import("../settings.js");

async function doctor(flags: Flags, context: CliContext): Promise<void> {
  const { process, output } = context;
  const deps = await import("../settings.js");
  const settings = await deps.readSettings(flags, context);
  const results = [checkNode(), checkRegion(deps, settings), checkProject(settings), await checkCredentials(deps, flags, context)];
  if (!flags.offline && results.every(({ ok }) => ok))
    results.push(...(await runInterruptible(context, (signal) => checkService(deps, settings, flags, signal, context))));
  else if (!flags.offline)
    results.push({ name: "connectivity", ok: false, message: "skipped: fix the failed checks first", exitCode: exitCodes.ok });
  if (flags.json) output.printJson(results.map(({ exitCode: _, ...result }) => result));
  else output.print(results.map((result) => formatResult(result, output.colors("stdout"))).join("\n"));
  process.exitCode = results.find(({ ok, exitCode }) => !ok && exitCode !== exitCodes.ok)?.exitCode ?? exitCodes.ok;
}

function formatResult({ name, ok, message, source }: CheckResult, { green, red, dim }: Colors): string {
  return `${ok ? green("ok  ") : red("FAIL")} ${name.padEnd(14)} ${message}${source === undefined ? "" : dim(`  (${source})`)}`;
}

function checkNode(): CheckResult {
  return { name: "node", ok: true, message: process.version, exitCode: exitCodes.usage };
}

function checkRegion(deps: SettingsModule, settings: Settings): CheckResult {
  const { source } = settings.baseUrl.value === undefined ? settings.region : settings.baseUrl;
  try {
    return { name: "region", ok: true, message: deps.endpointUrl(settings), source, exitCode: exitCodes.ok };
  } catch (error) {
    return { name: "region", ok: false, message: errorMessage(error), source, exitCode: exitCodeOf(error) };
  }
}

function checkProject({ project: { value, source } }: Settings): CheckResult {
  return { name: "project", ok: value !== undefined, message: value ?? "missing", source, exitCode: exitCodes.usage };
}

async function checkCredentials({ findCredentials }: SettingsModule, flags: ServiceFlags, context: CliContext): Promise<CheckResult> {
  const found = await findCredentials(flags, context);
  if ("missing" in found) return { name: "credentials", ok: false, message: found.missing.join(" "), exitCode: exitCodes.authentication };
  return { name: "credentials", ok: true, message: `${found.kind}, not printed`, source: found.source, exitCode: exitCodes.ok };
}

/** Half of the 15 minutes of clock skew after which the service rejects signatures. */
const MAX_CLOCK_SKEW_MS = 7.5 * 60_000;

async function checkService(
  deps: SettingsModule,
  settings: Settings,
  flags: ServiceFlags,
  signal: AbortSignal,
  context: CliContext,
): Promise<CheckResult[]> {
  let date: string | null = null;
  const fetchAndReadDate: typeof globalThis.fetch = async (input, init) => {
    const response = await globalThis.fetch(input, init);
    date = response.headers.get("date") ?? date;
    return response;
  };
  const client = await deps.connect(flags, context, { fetch: fetchAndReadDate, retry: { max: 1 }, timeoutMs: 10_000 });
  const error = await client.listDigitalHumanVideo({ limit: 1 }, { signal }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  signal.throwIfAborted();
  const reached = date !== null;
  const message = reached ? deps.endpointUrl(settings) : errorMessage(error);
  const results: CheckResult[] = [{ name: "connectivity", ok: reached, message, exitCode: exitCodes.service }];
  if (!reached) return results;
  const skewMs = Date.now() - Date.parse(date ?? "");
  results.push({
    name: "clock",
    ok: Math.abs(skewMs) < MAX_CLOCK_SKEW_MS,
    message: `${(skewMs / 1000).toFixed(0)} s skew from the service`,
    exitCode: exitCodes.authentication,
  });
  const accepted = error === undefined;
  results.push({
    name: "authentication",
    ok: accepted,
    message: accepted ? "request accepted" : errorMessage(error),
    exitCode: exitCodeOf(error),
  });
  return results;
}

const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));
