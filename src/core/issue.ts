/** An `error` is rejected by the service. A `warning` is probably a mistake. A `note` is right for some accounts, or informs. */
export type Severity = "error" | "warning" | "note";

/**
 * The kind of an issue. Codes are stable; messages can change.
 *
 * - `rule`: a broken `x-validations` rule; `Issue.rule` is its ID.
 * - `skipped`: a rule that was not evaluated, because a value that it reads is invalid.
 * - `alias`, `undocumented`: an enum value that is not documented but known, as another spelling or from the official SDKs.
 * - `asset`: an asset that the service does not have or that is not active; only `check --online` asks for it.
 * - `too-many`: the end of a list that reached the maximum number of issues.
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
  | "asset"
  | "rule"
  | "skipped"
  | "unreadable"
  | "too-deep"
  | "too-many";

/** A suggested fix: setting the value at `path` to `value` resolves the issue. */
export interface Fix {
  /** JSON Pointer (RFC 6901) from the root of the validated value. */
  readonly path: string;
  readonly value: unknown;
}

/** A validation issue, as plain data. */
export interface Issue {
  readonly code: IssueCode;
  /** ID of the rule; set only for the codes `rule` and `skipped`. */
  readonly rule?: string;
  /** JSON Pointer (RFC 6901) from the root of the validated value; `""` is the value itself. */
  readonly path: string;
  /** The violated keyword of the contract, for example `maximum` or `x-validations`. */
  readonly keyword: string;
  /** One sentence that contains the received and the expected value. */
  readonly message: string;
  /** Description of the received value. Long or possibly secret values are described by type and length only. */
  readonly received: string;
  /** Description of the expected value. */
  readonly expected: string;
  /** How to fix the issue. */
  readonly hint?: string;
  /** Suggested fixes; the valid value nearest to the received one is first. */
  readonly fixes?: readonly Fix[];
  readonly severity: Severity;
  /** Where the constraint is documented, for example `Table 9`. */
  readonly source: string;
}
