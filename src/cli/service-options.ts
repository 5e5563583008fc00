import { type Command, InvalidArgumentError } from "commander";
import { milliseconds } from "../sandbox/duration.js";
import { DEFAULT_POLLING, DEFAULT_WAIT_TIMEOUT_MS } from "../tasks/poll-interval.js";
import { spanOf } from "./format-duration.js";
import type { ServiceFlags } from "./settings.js";
import { type SettingNames, settingNames } from "./settings-schema.js";

/** The flags of every command that asks the service. Credentials are never among them. */
export function withService(command: Command): Command {
  for (const { flag, value, what, ...setting } of Object.values<SettingNames>(settingNames)) {
    if (flag !== undefined) command.option(`${flag} ${value}`, `${what}${elsewhere(setting)}`);
  }
  return command;
}

function elsewhere({ variable, key, otherwise }: Pick<SettingNames, "variable" | "key" | "otherwise">): string {
  const places = [variable, key === undefined ? undefined : "the profile", otherwise].filter((place) => place !== undefined);
  return places.length === 0 ? "" : ` (else ${places.join(", else ")})`;
}

/** The attributes of the service's flags: what every suggested command must have as well. */
export const serviceFlags: readonly (keyof ServiceFlags)[] = ["region", "baseUrl", "project", "profile", "appUserId"];

/** The flags of a wait. */
export interface WaitFlags {
  readonly timeout?: number;
  readonly pollInterval?: number;
  readonly onBlocked: "fail" | "wait";
}

/** Adds the flags of a wait; `when` says when they count. */
export function withWait(command: Command, when = ""): Command {
  return command
    .option("--timeout <duration>", `${when}give up after this time (${spanOf(DEFAULT_WAIT_TIMEOUT_MS)}); the task goes on`, duration)
    .option(
      "--poll-interval <duration>",
      `${when}pause between two questions (grows from ${spanOf(DEFAULT_POLLING.intervalMs)} to ${spanOf(DEFAULT_POLLING.maxIntervalMs)})`,
      duration,
    )
    .option("--on-blocked <fail|wait>", `${when}what a frozen task is: the end, or a pause`, oneOf("fail", "wait"), "fail");
}

/** A span of time in ms: `90s`, `5m`. */
export function duration(text: string): number {
  try {
    return milliseconds(text);
  } catch {
    throw new InvalidArgumentError('Expected a time such as "90s", "5m" or "24h".');
  }
}

/** One of a few words. */
export function oneOf<Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw new InvalidArgumentError(`Expected ${words.join(" or ")}.`);
    return found;
  };
}
