import type { Create2DDigitalHumanVideoReq, OutputAssetConfig } from "../../../generated/types.js";
import type { Exchange } from "../request-context.js";
import { isRecord } from "../response.js";
import { type ScenarioName, scenarioOf, scenarios } from "./scenarios.js";

/** Which scenario a request meets, and since when. */
export type Circumstances = Pick<Exchange, "scenario" | "scenarioName" | "scope" | "since">;

export interface CircumstancesOptions {
  /** The sandbox's own scenario, and when it began. */
  readonly usual: ScenarioName;
  readonly began: number;
  readonly now: () => number;
}

/**
 * Finds the scenario of a request: that of the task which its path names; for one that creates a task, the one that the name
 * of its asset begins with, or else its script_id; else the sandbox's. Requests of one user to create under one such name follow one
 * another through the faults of the scenario; the task that comes of it goes through them from the beginning.
 */
export function createCircumstances({ usual, began, now }: CircumstancesOptions) {
  const scopes = new Map<string, object>();
  return ({ kinship, owner, task, content }: Pick<Exchange, "kinship" | "owner" | "task" | "content">): Circumstances => {
    if (task !== undefined && task.scenarioName !== usual) {
      const { scenarioName, scenario, created } = task;
      return { scenarioName, scenario, scope: task, since: created };
    }
    const name = kinship?.role === "create" && content !== undefined && "value" in content ? nameIn(content.value) : undefined;
    const scenarioName = name === undefined ? undefined : scenarioOf(name);
    if (name === undefined || scenarioName === undefined)
      return { scenarioName: usual, scenario: scenarios[usual], scope: scopes, since: began };
    const key = JSON.stringify([owner.project, owner.appUser, name]);
    const scope = scopes.get(key) ?? {};
    scopes.set(key, scope);
    return { scenarioName, scenario: scenarios[scenarioName], scope, since: now() };
  };
}

/** The name in a request to create a task that begins with that of a scenario. */
function nameIn(request: unknown): string | undefined {
  const { output_asset_config, script_id }: Partial<Record<keyof Create2DDigitalHumanVideoReq, unknown>> = isRecord(request) ? request : {};
  const { asset_name }: Partial<Record<keyof OutputAssetConfig, unknown>> = isRecord(output_asset_config) ? output_asset_config : {};
  return [asset_name, script_id].find((name): name is string => typeof name === "string" && scenarioOf(name) !== undefined);
}
