import * as data from "../generated/constraints.js";
import type { components } from "../generated/types.js";

/**
 * The contract's facts as data, per component: ranges, lengths, defaults, units, enum values with their meaning, and the
 * rules. Forms, sliders and agents can be built on it.
 *
 * @module
 */
export * from "../generated/constraints.js";

/** A component of the contract whose facts are at hand. */
export type ComponentName = Extract<keyof typeof data, keyof components["schemas"]>;

/** What the contract says of one property. */
export interface PropertyFacts {
  /** JSON type, or several; absent where another component describes the value. */
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
  /** Every documented value, with what it means. */
  readonly enum?: Readonly<Record<string, string>>;
  /** The component of the value, or of each element of a list. */
  readonly component?: string;
}

/** What the contract says of a component: where it is documented, its properties and its rules. */
export interface ComponentFacts {
  readonly source: string;
  readonly properties: Readonly<Record<string, PropertyFacts>>;
  readonly rules: readonly RuleFacts[];
}

/** A rule of `x-validations`, without its expression. */
export interface RuleFacts {
  readonly id: string;
  readonly message: string;
  readonly severity: "error" | "warning";
  readonly source: string;
  readonly facts?: readonly string[];
  readonly hint?: string;
}

/** A component in which every property that has a default is there. */
export type WithDefaults<Name extends ComponentName> = {
  [Key in keyof components["schemas"][Name] as Key extends DefaultedKeys<Name> ? never : Key]: Below<
    components["schemas"][Name][Key],
    Facts<Name, Key>
  >;
} & {
  [Key in DefaultedKeys<Name> & keyof components["schemas"][Name]]-?: NonNullable<components["schemas"][Name][Key]>;
};

/**
 * A copy of a value in which the page's defaults stand wherever it says nothing, in the components below it too. What is
 * absent and has no default stays absent; null counts as absent. The value itself is left as it is.
 */
export function withDefaults<Name extends ComponentName>(name: Name, value: components["schemas"][Name]): WithDefaults<Name> {
  return fill(name, value) as WithDefaults<Name>;
}

type Properties<Name extends ComponentName> = (typeof data)[Name]["properties"];
type Facts<Name extends ComponentName, Key> = Key extends keyof Properties<Name> ? Properties<Name>[Key] : never;
type DefaultedKeys<Name extends ComponentName> = {
  [Key in keyof Properties<Name>]: Properties<Name>[Key] extends { readonly default: unknown } ? Key : never;
}[keyof Properties<Name>];

type Below<Value, Fact> = Fact extends { readonly component: infer Name extends ComponentName }
  ? (NonNullable<Value> extends readonly unknown[] ? WithDefaults<Name>[] : WithDefaults<Name>) | Extract<Value, null | undefined>
  : Value;

const facts: Readonly<Record<string, unknown>> = data;

function fill(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(name, item));
  if (typeof value !== "object" || value === null || !Object.hasOwn(facts, name)) return value;
  const { properties } = facts[name] as ComponentFacts;
  const filled: Record<string, unknown> = { ...value };
  for (const [key, property] of Object.entries(properties)) {
    const found = filled[key] ?? property.default;
    if (found !== undefined) filled[key] = property.component === undefined ? found : fill(property.component, found);
  }
  return filled;
}
