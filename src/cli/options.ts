import { InvalidArgumentError } from "commander";
import { ruleIds } from "../../generated/rule-ids.js";
import { didYouMean } from "../core/strings.js";
import { milliseconds } from "../sandbox/clock.js";
import { DEFAULT_POLLING, DEFAULT_WAIT_TIMEOUT_MS } from "../tasks/poll-interval.js";
import { type SettingSchema, settingsSchema } from "./settings-schema.js";
import { formatDuration } from "./terminal-text.js";

export interface OptionSpec<Value = unknown> {
  readonly description: string;
  /** Name of the value in the help; absent for a flag without value. */
  readonly placeholder?: string;
  readonly short?: string;
  /** Whether the flag is `--no-NAME`, and the value is true without it. */
  readonly negated?: boolean;
  readonly default?: Value;
  /** Parses the text; `previous` is the value of an earlier use of the flag. Throws `InvalidArgumentError`. */
  parse?(text: string, previous: Value | undefined): Value;
}

export type Flags<O> = { readonly [Name in keyof O]: O[Name] extends OptionSpec<infer Value> ? Value : never };

export const flag = (description: string): OptionSpec<boolean | undefined> => ({ description });

interface ValueDetails<V> {
  readonly short?: string;
  readonly parse?: (text: string, previous: V | undefined) => V;
}

/** Describes a flag with a value: a text, unless it is parsed. */
export function value<V = string>(
  placeholder: string,
  text: string,
  details: ValueDetails<V> & { readonly default: NoInfer<V> },
): OptionSpec<NoInfer<V>>;
export function value<V = string>(placeholder: string, text: string, details?: ValueDetails<V>): OptionSpec<NoInfer<V> | undefined>;
export function value(placeholder: string, description: string, details: object = {}): OptionSpec<never> {
  return { placeholder, description, ...details };
}

/** Flags of commands that call the service. Credentials are never flags. */
export const serviceOptions = Object.fromEntries(
  Object.entries<SettingSchema>(settingsSchema).flatMap(([name, { flag: text, value: placeholder, description, ...setting }]) =>
    text === undefined || placeholder === undefined ? [] : [[name, { placeholder, description: `${description}${alternatives(setting)}` }]],
  ),
) as Readonly<Record<"region" | "baseUrl" | "project" | "profile" | "appUserId", OptionSpec<string | undefined>>>;

function alternatives({ variable, key, default: defaultValue }: Omit<SettingSchema, "description">): string {
  const texts = [variable && `env: ${variable}`, key && `profile: ${key}`, defaultValue && `default: ${defaultValue}`];
  const given = texts.filter((text) => text !== undefined);
  return given.length === 0 ? "" : ` (${given.join("; ")})`;
}

export type ServiceFlags = Flags<typeof serviceOptions>;

/** Flags of a wait. `condition` names the flags that enable waiting. */
export function waitOptions(condition?: string) {
  const suffix = condition === undefined ? "" : `; used with ${condition}`;
  const timeout = formatDuration(DEFAULT_WAIT_TIMEOUT_MS);
  const interval = `${formatDuration(DEFAULT_POLLING.intervalMs)}, growing to ${formatDuration(DEFAULT_POLLING.maxIntervalMs)}`;
  return {
    timeout: value("duration", `Stop waiting after this long (default: ${timeout}); the task keeps running${suffix}`, {
      parse: parseDuration,
    }),
    pollInterval: value("duration", `Polling interval (default: ${interval})${suffix}`, { parse: parseDuration }),
    onBlocked: value("fail|wait", `When a task is frozen (BLOCK): stop (fail) or keep waiting (wait)${suffix}`, {
      parse: parseChoice("fail", "wait"),
      default: "fail",
    }),
  };
}

export type WaitFlags = Flags<ReturnType<typeof waitOptions>>;

/** Converts the flags of a wait to the options of the client. */
export const toWaitOptions = ({ timeout, pollInterval, onBlocked }: WaitFlags) => ({
  onBlocked,
  ...(timeout !== undefined && { deadlineMs: timeout }),
  ...(pollInterval !== undefined && { polling: { intervalMs: pollInterval, maxIntervalMs: pollInterval } }),
});

/** Flags of commands that write a video. */
export const outputOptions = {
  output: value("file", "Write the video to this file; - is standard output", { short: "o" }),
  force: flag("Overwrite an existing file"),
};

const acceptValue = (parseId: (id: string) => string) => ({
  accept: value("rule", "Accept the issues of this rule; they are listed without effect (repeat the flag, or separate ids by commas)", {
    parse: (text: string, previous: readonly string[] = []): readonly string[] => [
      ...previous,
      ...text.split(",").map((id) => parseId(id.trim())),
    ],
  }),
});

/** The flag of commands that validate, which can be repeated. */
export const acceptOption = acceptValue((id) => {
  if (ruleIds.includes(id)) return id;
  throw new InvalidArgumentError(didYouMean(id, ruleIds, "docs/rules.md lists the rules."));
});

/** The same flag for a command with `--rules`, whose IDs are known when the file is loaded. */
export const acceptAnyOption = acceptValue((id) => id);

/** The flag of commands that estimate. */
export const priceOption = (description: string) => ({
  pricePerMinute: value("number", description, {
    parse: parseNumber(Number.POSITIVE_INFINITY, "Expected a number of 0 or more, for example 1.50."),
  }),
});

/** Flags of `batch`. */
export const batchOptions = {
  ...serviceOptions,
  ...acceptOption,
  saveTo: value("dir", "Download the videos into this directory"),
  journal: value("file", "File that records every step (default: ROWS.journal.jsonl)"),
  dryRun: flag("Validate all rows and print the estimated lengths; sends nothing"),
  ...priceOption("Print the estimated cost with --dry-run"),
  maxRunning: value("number", "Number of tasks that run at the same time (default: no limit)", {
    parse: parseInteger(1, Number.MAX_SAFE_INTEGER, "Expected an integer of 1 or more."),
  }),
  onBlocked: { ...waitOptions().onBlocked, description: "When a task is frozen (BLOCK): end the video (fail) or keep waiting (wait)" },
  json: flag("One JSON object per line"),
};

/** Parses a duration such as `90s` or `5m` into milliseconds. */
export function parseDuration(text: string): number {
  try {
    return milliseconds(text);
  } catch {
    throw new InvalidArgumentError('Expected a duration such as "90s", "5m" or "24h".');
  }
}

/** Returns a parser that accepts only the given choices, and suggests a similar one. */
export function parseChoice<const Choice extends string>(...choices: readonly Choice[]): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new InvalidArgumentError(didYouMean(text, choices, `Expected one of: ${choices.join(", ")}.`));
  };
}

/** Returns a parser for an integer from `min` to `max`. */
export function parseInteger(min: number, max: number, expected = `Expected an integer from ${min} to ${max}.`): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(expected);
  };
}

/** Returns a parser for a decimal number from 0 to `max`. */
export function parseNumber(max: number, expected = `Expected a number from 0 to ${max}.`): (text: string) => number {
  return (text) => {
    const number = /^\d+(\.\d+)?$|^\.\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number <= max) return number;
    throw new InvalidArgumentError(expected);
  };
}
