import { type Expression, placeOf } from "./expression.js";
import type { CelType } from "./type.js";

/** What a part of a rule may name, and which optional places are known to be present there. */
export interface Scope {
  readonly variables: ReadonlyMap<string, CelType>;
  readonly constants: ReadonlyMap<string, unknown>;
  /** Places such as `self.dx`, present because a guard said so. */
  readonly present: ReadonlySet<string>;
}

/** The scope inside a macro, with its variable. */
export function withVariable(scope: Scope, name: string, type: CelType): Scope {
  const present = new Set([...scope.present].filter((place) => place !== name && !place.startsWith(`${name}.`)));
  return { ...scope, variables: new Map(scope.variables).set(name, type), present };
}

/** The scope where a condition is known to hold, or to fail. */
export function assuming(scope: Scope, condition: Expression, holds: boolean): Scope {
  const places = guarded(condition, holds);
  return places.length === 0 ? scope : { ...scope, present: new Set([...scope.present, ...places]) };
}

/** A place as it is noted: `self.video_config.width`. */
export function keyOf(expression: Expression): string | undefined {
  const place = placeOf(expression);
  return place && [place.variable, ...place.path].join(".");
}

function guarded(condition: Expression, holds: boolean): string[] {
  switch (condition.op) {
    case "has": {
      const key = keyOf(condition.place);
      return holds && key !== undefined ? [key] : [];
    }
    case "not":
      return guarded(condition.operand, !holds);
    case "and":
      return holds ? [...guarded(condition.left, true), ...guarded(condition.right, true)] : [];
    case "or":
      return holds ? [] : [...guarded(condition.left, false), ...guarded(condition.right, false)];
    default:
      return [];
  }
}
