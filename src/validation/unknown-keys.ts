/**
 * A value that the contract does not list: what an enum property holds when the service has grown a new value.
 *
 * It stands beside the literals in every enum type. Completion, narrowing by `===` and the refusal of typos work as with
 * a closed enum, and a `switch` that handles every literal still has this one left for its `default` branch.
 */
export declare enum Unrecognized {
  /** Never written by hand; it only keeps the type apart from every literal. */
  value = "an enum value that the contract does not list",
}
