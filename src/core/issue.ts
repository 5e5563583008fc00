/** How much an issue weighs: an `error` is what the service refuses, a `warning` what looks wrong or needs knowledge of the account. */
export type Severity = "error" | "warning";

/**
 * What kind of fault it is. Stable: messages may be reworded, codes may not.
 *
 * `rule` is a broken `x-validations` entry (its id stands in `rule`), `skipped` a rule that could not be asked because a
 * place it reads had failed already. `alias` and `undocumented` are enum values that the contract knows without listing them.
 * `too-many` ends a list of issues that would have no end.
 */
export type IssueCode =
  | "type"
  | "null"
  | "required"
  | "enum"
  | "alias"
  | "undocumented"
  | "const"
  | "range"
  | "multiple"
  | "length"
  | "pattern"
  | "format"
  | "items"
  | "unique"
  | "contains"
  | "properties"
  | "property-name"
  | "unexpected-property"
  | "unknown-property"
  | "dependent"
  | "applicator"
  | "never"
  | "rule"
  | "skipped"
  | "unreadable"
  | "too-deep"
  | "too-many";

/** A computed repair: put `value` at `path` and the finding is gone. */
export interface Fix {
  /** JSON Pointer (RFC 6901) from the root of the checked value. */
  readonly path: string;
  readonly value: unknown;
}

/** One finding, as plain data. */
export interface Issue {
  readonly code: IssueCode;
  /** Id of the broken rule; only with the codes `rule` and `skipped`. */
  readonly rule?: string;
  /** JSON Pointer (RFC 6901) from the root of the checked value; `""` is the value itself. */
  readonly path: string;
  /** The keyword of the contract that was broken, for example `maximum` or `x-validations`. */
  readonly keyword: string;
  /** One sentence with the numbers in it. */
  readonly message: string;
  /** What stood there, shortened; values that may be secret or huge are only named by type. */
  readonly received: string;
  /** What was expected. */
  readonly expected: string;
  /** How to fix it. */
  readonly hint?: string;
  /** Repairs that could be computed, the nearest right value first. */
  readonly fixes?: readonly Fix[];
  readonly severity: Severity;
  /** Where the constraint is documented, for example `Table 9`. */
  readonly source: string;
}
