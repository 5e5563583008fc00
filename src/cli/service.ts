import type { Command } from "commander";
import type { Client } from "../client.js";
import type { ClientOptions } from "../context.js";
import type { Invocation } from "./command.js";
import type { CliContext } from "./context.js";
import { InterruptedError } from "./exit-codes.js";
import type { acceptOption, serviceOptions } from "./options.js";

export type ServiceInvocation = Invocation<unknown, typeof serviceOptions & Partial<typeof acceptOption>>;

/** Options of the client. `untilClosed`: the call ends when standard output is closed. */
export type ServiceCallOptions = Partial<ClientOptions> & { readonly untilClosed?: boolean };

/**
 * Connects with the settings of the command, and runs `work` with a signal that is aborted by SIGINT and SIGTERM, and with `untilClosed`
 * also when standard output is closed. A second SIGINT terminates the process immediately.
 */
export async function callService<T>(
  invocation: ServiceInvocation,
  work: (client: Client, signal: AbortSignal) => Promise<T>,
  { untilClosed = false, ...options }: ServiceCallOptions = {},
): Promise<T> {
  const { process, output } = invocation;
  // lazily imported: not needed by the commands without service
  const { connect } = await import("./settings.js");
  const client = await connect(invocation.flags, invocation, options);
  const controller = new AbortController();
  const abort = (reason: string) => (): void => controller.abort(new InterruptedError(reason));
  const listeners = { SIGINT: abort("Interrupted (SIGINT)."), SIGTERM: abort("Interrupted (SIGTERM).") };
  for (const signal of SIGNALS) process.once(signal, listeners[signal]);
  if (untilClosed) output.onClosed(abort("Standard output was closed."));
  try {
    return await work(client, controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, listeners[signal]);
  }
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

export const interruption = ({ process }: CliContext): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of SIGNALS) process.once(signal, resolve);
  });

const SERVICE_FLAGS = ["region", "baseUrl", "project", "profile", "appUserId"];
const TARGET_FLAGS = [...SERVICE_FLAGS, "output", "folder", "download", "force", "category"];
const WAIT_FLAGS = [...TARGET_FLAGS, "timeout", "pollInterval", "onBlocked", "json"];

/** Flags that a suggested command repeats, by what it does. */
const REPEATED_FLAGS = { call: SERVICE_FLAGS, download: TARGET_FLAGS, wait: WAIT_FLAGS };

/** Formats a command line that continues a command, with the flags given to it. */
export function suggest({ command }: { readonly command: Command }, args: readonly string[], repeats: keyof typeof REPEATED_FLAGS): string {
  return formatCommand([...args, ...explicitFlags(command, REPEATED_FLAGS[repeats])]);
}

/** Formats a command line that can be pasted into a shell. */
export function formatCommand(args: readonly string[]): string {
  return ["metastudio-video", ...args].map(shellQuote).join(" ");
}

/** Returns the flags given on the command line that are among these names. */
export function explicitFlags(command: Command, names: readonly string[]): string[] {
  return command.options.flatMap((option) => {
    const name = option.attributeName();
    if (option.long == null || command.getOptionValueSource(name) !== "cli" || !names.includes(name)) return [];
    const text = String(command.getOptionValue(name));
    // the directory of `create --download` is that of `download --folder`
    const long = name === "download" ? "--folder" : option.long;
    return option.required ? [long, name === "timeout" || name === "pollInterval" ? `${text}ms` : text] : [long];
  });
}

const shellQuote = (argument: string): string => (/^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`);
