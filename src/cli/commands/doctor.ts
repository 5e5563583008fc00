import type { Client } from "../../client.js";
import { CredentialsError } from "../../errors.js";
import { defineCommand } from "../command.js";
import { exitCodeOf, exitCodes } from "../exit-codes.js";
import { flag, serviceOptions } from "../options.js";
import { callService, type ServiceInvocation } from "../service.js";
import type { Settings } from "../settings.js";

interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly source?: string;
  /** Exit code if the check fails; `ok` if another check already sets it. */
  readonly exitCode: number;
}

export const doctor = defineCommand({
  name: "doctor",
  description: "Diagnose Node, settings, credentials (never printed), clock skew and connectivity",
  options: { ...serviceOptions, json: flag("Results as JSON"), offline: flag("Skip the checks that need network access") },
  examples: ["doctor", "doctor --profile work --json"],
  exitCodes: ["authentication", "service", "interrupted"],
  async run(invocation) {
    const { flags, output } = invocation;
    const { endpointUrl, readSettings } = await import("../settings.js");
    const settings = await readSettings(flags, invocation);
    const { value: project, source } = settings.project;
    const endpoint = tryTo(() => endpointUrl(settings));
    const results: CheckResult[] = [
      { name: "node", ok: true, message: process.version, exitCode: exitCodes.ok },
      { name: "region", ...endpoint, source: (settings.baseUrl.value === undefined ? settings.region : settings.baseUrl).source },
      { name: "project", ok: project !== undefined, message: project ?? "missing", source, exitCode: exitCodes.usage },
      await checkCredentials(settings),
    ];
    const isReady = results.every(({ ok }) => ok);
    if (!flags.offline && !isReady)
      results.push({ name: "connectivity", ok: false, message: "skipped: fix the failed checks first", exitCode: exitCodes.ok });
    else if (!flags.offline) results.push(...(await checkService(endpoint.message, invocation)));
    const { green, red, dim } = output.colors("stdout");
    if (flags.json) output.printJson(results.map(({ exitCode: _, ...result }) => result));
    else
      for (const { name, ok, message, source: origin } of results)
        output.print(
          `${ok ? green("ok  ") : red("FAIL")} ${name.padEnd(14)} ${message}${origin === undefined ? "" : dim(`  (${origin})`)}`,
        );
    invocation.process.exitCode = results.find(({ ok, exitCode }) => !ok && exitCode !== exitCodes.ok)?.exitCode ?? exitCodes.ok;
  },
});

function tryTo(work: () => string): Pick<CheckResult, "ok" | "message" | "exitCode"> {
  try {
    return { ok: true, message: work(), exitCode: exitCodes.ok };
  } catch (error) {
    return { ok: false, message: messageOf(error), exitCode: exitCodeOf(error) };
  }
}

/** Finds the first credentials and their kind. Never returns the credentials themselves. */
async function checkCredentials({ credentials }: Settings): Promise<CheckResult> {
  const clock = { now: Date.now, monotonic: Date.now, sleep: async () => undefined };
  const context = { forceRefresh: false, signal: new AbortController().signal, fetch: globalThis.fetch, clock, baseUrl: "" };
  const missing: string[] = [];
  for (const { source, provider } of credentials) {
    try {
      const { token, securityToken } = await provider(context);
      const kind = token !== undefined ? "token" : securityToken === undefined ? "access key" : "temporary access key";
      return { name: "credentials", ok: true, message: `${kind}, not printed`, source, exitCode: exitCodes.ok };
    } catch (error) {
      if (!(error instanceof CredentialsError)) throw error;
      missing.push(error.message);
    }
  }
  return { name: "credentials", ok: false, message: missing.join(" "), exitCode: exitCodes.authentication };
}

/** Half of the 15 minutes of clock skew after which the service rejects signatures. */
const MAX_CLOCK_SKEW_MS = 7.5 * 60_000;

async function checkService(url: string, invocation: ServiceInvocation): Promise<CheckResult[]> {
  let date: string | null = null;
  const fetchAndReadDate: typeof globalThis.fetch = async (input, init) => {
    const response = await globalThis.fetch(input, init);
    date = response.headers.get("date") ?? date;
    return response;
  };
  const send = async (client: Client, signal: AbortSignal): Promise<unknown> => {
    const error = await client.listDigitalHumanVideo({ limit: 1 }, { signal }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    signal.throwIfAborted();
    return error;
  };
  const error = await callService(invocation, send, { fetch: fetchAndReadDate, retry: { max: 1 }, timeoutMs: 10_000 });
  if (date === null) return [{ name: "connectivity", ok: false, message: messageOf(error), exitCode: exitCodes.service }];
  const skewMs = Date.now() - Date.parse(date);
  const accepted = error === undefined;
  return [
    { name: "connectivity", ok: true, message: url, exitCode: exitCodes.ok },
    {
      name: "clock",
      ok: Math.abs(skewMs) < MAX_CLOCK_SKEW_MS,
      message: `${(skewMs / 1000).toFixed(0)} s skew from the service`,
      exitCode: exitCodes.authentication,
    },
    { name: "authentication", ok: accepted, message: accepted ? "request accepted" : messageOf(error), exitCode: exitCodeOf(error) },
  ];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
