import * as data from "../generated/constraints.js";
import type { components } from "../generated/types.js";
import type { Severity } from "./core/issue.js";

/**
 * The constraints of the contract as data, by component: ranges, lengths, defaults, units, enum values with their meaning, and
 * rules. Use them to build forms and tools.
 *
 * @module
 */
export * from "../generated/constraints.js";

/** Name of a component with constraints. */
export type ComponentName = Extract<keyof typeof data, keyof components["schemas"]>;

/** The constraints of a property. */
export interface PropertyFacts {
  /** JSON type or types; absent if `component` describes the value. */
  readonly type?: string | readonly string[];
  readonly required: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** In Unicode code points. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly unit?: string;
  readonly deprecated?: boolean;
  /** The documented values and their meaning. */
  readonly enum?: Readonly<Record<string, string>>;
  /** Name of the component that describes the value, or each element of an array. */
  readonly component?: string;
}

/** The constraints of a component: its source, properties and rules. */
export interface ComponentFacts {
  readonly source: string;
  readonly properties: Readonly<Record<string, PropertyFacts>>;
  readonly rules: readonly RuleFacts[];
}

/** A rule of `x-validations` without its expression. */
export interface RuleFacts {
  readonly id: string;
  readonly message: string;
  readonly severity: Severity;
  readonly source: string;
  readonly facts?: readonly string[];
  readonly hint?: string;
}

/** A component in which every property with a default is present. */
export type WithDefaults<Name extends ComponentName> = {
  [Key in keyof components["schemas"][Name] as Key extends DefaultedKeys<Name> ? never : Key]: NestedDefaults<
    components["schemas"][Name][Key],
    Facts<Name, Key>
  >;
} & {
  [Key in DefaultedKeys<Name> & keyof components["schemas"][Name]]-?: NonNullable<components["schemas"][Name][Key]>;
};

/**
 * Copies a value and sets every absent or null property to its documented default, also in nested components. Properties without
 * a default stay absent. The original value is not changed.
 */
export function withDefaults<Name extends ComponentName>(name: Name, value: components["schemas"][Name]): WithDefaults<Name> {
  return applyDefaults(name, value) as WithDefaults<Name>;
}

type Properties<Name extends ComponentName> = (typeof data)[Name]["properties"];
type Facts<Name extends ComponentName, Key> = Key extends keyof Properties<Name> ? Properties<Name>[Key] : never;
type DefaultedKeys<Name extends ComponentName> = {
  [Key in keyof Properties<Name>]: Properties<Name>[Key] extends { readonly default: unknown } ? Key : never;
}[keyof Properties<Name>];

type NestedDefaults<Value, Fact> = Fact extends { readonly component: infer Name extends ComponentName }
  ? (NonNullable<Value> extends readonly unknown[] ? WithDefaults<Name>[] : WithDefaults<Name>) | Extract<Value, null | undefined>
  : Value;

const factsByComponent: Readonly<Record<string, unknown>> = data;

function applyDefaults(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => applyDefaults(name, item));
  if (typeof value !== "object" || value === null || !Object.hasOwn(factsByComponent, name)) return value;
  const { properties } = factsByComponent[name] as ComponentFacts;
  const filled: Record<string, unknown> = { ...value };
  for (const [key, property] of Object.entries(properties)) {
    const propertyValue = filled[key] ?? property.default;
    if (propertyValue === undefined) continue;
    filled[key] = property.component === undefined ? propertyValue : applyDefaults(property.component, propertyValue);
  }
  return filled;
}
