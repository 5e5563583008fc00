import { type Command, InvalidArgumentError } from "commander";
import { milliseconds } from "../sandbox/duration.js";
import { DEFAULT_POLLING, DEFAULT_WAIT_TIMEOUT_MS } from "../tasks/poll-interval.js";
import { formatDuration } from "./format-duration.js";
import type { ServiceFlags } from "./settings.js";
import { type SettingSchema, settingsSchema } from "./settings-schema.js";

/** Adds the flags of commands that call the service. Credentials are never flags. */
export function addServiceOptions(command: Command): Command {
  for (const { flag, value, description, ...setting } of Object.values<SettingSchema>(settingsSchema)) {
    if (flag !== undefined) command.option(`${flag} ${value}`, `${description}${alternativesText(setting)}`);
  }
  return command;
}

function alternativesText({ variable, key, default: defaultValue }: Omit<SettingSchema, "description">): string {
  const alternatives = [variable && `env: ${variable}`, key && `profile: ${key}`, defaultValue && `default: ${defaultValue}`].filter(
    (text) => text !== undefined,
  );
  return alternatives.length === 0 ? "" : ` (${alternatives.join("; ")})`;
}

/** Names of the service flags, which suggested commands repeat. */
export const serviceFlagNames: readonly (keyof ServiceFlags)[] = ["region", "baseUrl", "project", "profile", "appUserId"];

/** Flags of commands that wait for a task. */
export interface WaitFlags {
  readonly timeout?: number;
  readonly pollInterval?: number;
  readonly onBlocked: "fail" | "wait";
}

/** Adds the flags of a wait. `condition` names the flags that enable waiting. */
export function addWaitOptions(command: Command, condition?: string): Command {
  const suffix = condition === undefined ? "" : `; used with ${condition}`;
  const { intervalMs, maxIntervalMs } = DEFAULT_POLLING;
  return command
    .option(
      "--timeout <duration>",
      `Stop waiting after this long (default: ${formatDuration(DEFAULT_WAIT_TIMEOUT_MS)}); the task keeps running${suffix}`,
      parseDuration,
    )
    .option(
      "--poll-interval <duration>",
      `Polling interval (default: ${formatDuration(intervalMs)}, growing to ${formatDuration(maxIntervalMs)})${suffix}`,
      parseDuration,
    )
    .option(
      "--on-blocked <fail|wait>",
      `When a task is frozen (BLOCK): stop (fail) or keep waiting (wait)${suffix}`,
      parseChoice("fail", "wait"),
      "fail",
    );
}

/** Converts the flags of a wait to the options of the client. */
export function waitOptions({ timeout, pollInterval, onBlocked }: WaitFlags) {
  return {
    onBlocked,
    ...(timeout !== undefined && { deadlineMs: timeout }),
    ...(pollInterval !== undefined && { polling: { intervalMs: pollInterval, maxIntervalMs: pollInterval } }),
  };
}

/** Parses a duration such as `90s` or `5m` into milliseconds. */
export function parseDuration(text: string): number {
  try {
    return milliseconds(text);
  } catch {
    throw new InvalidArgumentError('Expected a duration such as "90s", "5m" or "24h".');
  }
}

/** Returns a parser that accepts only the given choices. */
export function parseChoice<Choice extends string>(...choices: readonly Choice[]): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) throw new InvalidArgumentError(`Expected one of: ${choices.join(", ")}.`);
    return choice;
  };
}

/** Returns a parser for an integer from `min` to `max`. */
export function parseInteger(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`Expected an integer from ${min} to ${max}.`);
    return value;
  };
}
