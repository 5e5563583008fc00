/**
 * An enum value that the contract does not list, for example one that the service added later.
 *
 * It is a member of every enum type. Completion, narrowing by `===` and the rejection of misspelled literals work as with a
 * closed enum. A `switch` over all literals still needs a `default` branch for it.
 */
export declare enum Unrecognized {
  /** Distinguishes the type from every literal; not meant to be used. */
  value = "an enum value that the contract does not list",
}
