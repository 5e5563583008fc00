import type { Create2DDigitalHumanVideoReq, OutputAssetConfig } from "../../../generated/types.js";
import { isObject } from "../../core/json-equal.js";
import type { RequestContext } from "../request-context.js";

import { matchScenario, type ScenarioName, scenarios } from "./scenarios.js";

/** The scenario of a request, its start, and the scope by which its faults are counted. */
export type ScenarioContext = Pick<RequestContext, "scenario" | "scenarioName" | "faultScope" | "scenarioStart">;

export interface ScenarioSelectorOptions {
  /** Scenario of the sandbox. */
  readonly defaultScenario: ScenarioName;
  /** When the sandbox started; milliseconds since 1970 in virtual time. */
  readonly startedAt: number;
  readonly now: () => number;
}

/**
 * Creates a function that selects the scenario of a request. A request for a task uses the scenario of the task; a create request
 * uses the one that its asset name or its script ID selects; all others use the default scenario. Faults of create requests are
 * counted per user and name, and those of the created task separately.
 */
export function createScenarioSelector({ defaultScenario, startedAt, now }: ScenarioSelectorOptions) {
  const scopes = new Map<string, object>();
  return ({ operation, owner, task, parsedBody }: Pick<RequestContext, "operation" | "owner" | "task" | "parsedBody">): ScenarioContext => {
    if (task !== undefined && task.scenarioName !== defaultScenario) {
      const { scenarioName, scenario, created } = task;
      return { scenarioName, scenario, faultScope: task, scenarioStart: created };
    }
    const isCreate = operation.role === "create" && parsedBody !== undefined && "value" in parsedBody;
    const name = isCreate ? findScenarioPrefixedName(parsedBody.value) : undefined;
    const scenarioName = name === undefined ? undefined : matchScenario(name);
    if (name === undefined || scenarioName === undefined)
      return { scenarioName: defaultScenario, scenario: scenarios[defaultScenario], faultScope: scopes, scenarioStart: startedAt };
    const key = JSON.stringify([owner.project, owner.appUser, name]);
    const faultScope = scopes.get(key) ?? {};
    scopes.set(key, faultScope);
    return { scenarioName, scenario: scenarios[scenarioName], faultScope, scenarioStart: now() };
  };
}

/** Returns the asset name or the script ID of a create request, whichever selects a scenario. */
function findScenarioPrefixedName(request: unknown): string | undefined {
  const { output_asset_config, script_id }: Partial<Record<keyof Create2DDigitalHumanVideoReq, unknown>> = isObject(request) ? request : {};
  const { asset_name }: Partial<Record<keyof OutputAssetConfig, unknown>> = isObject(output_asset_config) ? output_asset_config : {};
  return [asset_name, script_id].find((name): name is string => typeof name === "string" && matchScenario(name) !== undefined);
}
