import { accessPath, type Expression } from "./expression.js";
import type { CelType } from "./type.js";

/** The names that an expression can reference, and the optional paths known to be present. */
export interface Scope {
  readonly variables: ReadonlyMap<string, CelType>;
  readonly constants: ReadonlyMap<string, unknown>;
  /** Paths such as `self.dx` that a `has()` guard proves present. */
  readonly present: ReadonlySet<string>;
}

/** Returns the scope of a macro body, with the macro variable. */
export function withVariable(scope: Scope, name: string, type: CelType): Scope {
  const present = new Set([...scope.present].filter((path) => path !== name && !path.startsWith(`${name}.`)));
  return { ...scope, variables: new Map(scope.variables).set(name, type), present };
}

/** Returns the scope in which a condition is known to be true or false. */
export function narrow(scope: Scope, condition: Expression, outcome: boolean): Scope {
  const paths = presentPaths(condition, outcome);
  return paths.length === 0 ? scope : { ...scope, present: new Set([...scope.present, ...paths]) };
}

/** Formats a selection as in `Scope.present`: `self.video_config.width`. */
export function accessKey(expression: Expression): string | undefined {
  const access = accessPath(expression);
  return access && [access.variable, ...access.path].join(".");
}

function presentPaths(condition: Expression, outcome: boolean): string[] {
  switch (condition.op) {
    case "has": {
      const key = accessKey(condition.selection);
      return outcome && key !== undefined ? [key] : [];
    }
    case "not":
      return presentPaths(condition.operand, !outcome);
    case "and":
      return outcome ? [...presentPaths(condition.left, true), ...presentPaths(condition.right, true)] : [];
    case "or":
      return outcome ? [] : [...presentPaths(condition.left, false), ...presentPaths(condition.right, false)];
    default:
      return [];
  }
}
