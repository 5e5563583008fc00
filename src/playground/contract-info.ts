/** What the contract says about a property. */
export interface PropertyInfo {
  readonly description: string;
  /** Type, range and length, for example `integer, 0 to 100`. */
  readonly facts: string;
  /** Allowed values with their meaning. */
  readonly values?: Readonly<Record<string, string>>;
  readonly default?: unknown;
  /** Component of the value, or of each element of a list. */
  readonly component?: string;
  readonly isList?: true;
}

/** Properties by component and name. */
export type ContractInfo = Readonly<Record<string, Readonly<Record<string, PropertyInfo>>>>;

/** Set by the build from openapi.yaml. */
declare const CONTRACT_INFO: ContractInfo;

export const REQUEST = "Create2DDigitalHumanVideoReq";

/** Returns the properties of the object at a path. */
export function propertiesAt(path: readonly (string | number)[]): Readonly<Record<string, PropertyInfo>> {
  const named = path.filter((segment) => typeof segment === "string");
  let component: string | undefined = REQUEST;
  for (const name of named) component = component && CONTRACT_INFO[component]?.[name]?.component;
  return (component && CONTRACT_INFO[component]) || {};
}

/** Returns what the contract says about the property at a path. */
export function propertyAt(path: readonly (string | number)[]): PropertyInfo | undefined {
  const named = path.filter((segment) => typeof segment === "string");
  return propertiesAt(named.slice(0, -1))[named.at(-1) ?? ""];
}
