/** What a change means for callers. `breaking` is a new major version (a minor one before 1.0), `feature` minor, `fix` patch. */
export type ChangeClass = "breaking" | "feature" | "fix";

/** The class of a kind of change, by where the changed part is used, and the reason. */
export interface ChangeKind {
  /** In what callers send. */
  readonly request: ChangeClass;
  /** In what callers receive. */
  readonly response: ChangeClass;
  /** The reason in each direction. */
  readonly why: { readonly request: string; readonly response: string };
}

const NARROWER = "callers only receive values that they could receive before";

const kind = (request: ChangeClass, response: ChangeClass, why: string, whyResponse?: string): ChangeKind => ({
  request,
  response,
  why: { request: why, response: whyResponse ?? (request === "breaking" && response === "fix" ? NARROWER : why) },
});

/**
 * All kinds of change. Responses are open: enum types contain `Unrecognized`, types contain no ranges, and a response outside of a range
 * is delivered and reported. Therefore a wider range or a new enum value of a response is a feature.
 */
export const KINDS = {
  "operation added": kind("feature", "feature", "new operation"),
  "operation removed": kind("breaking", "breaking", "the operation is gone"),
  "operation renamed": kind("breaking", "breaking", "the method of the client has another name"),
  "role changed": kind("feature", "feature", "the sandbox handles the operation differently"),
  "repeatable changed": kind("feature", "feature", "the client retries differently"),
  "rate limit changed": kind("feature", "feature", "the client sends requests at another rate"),
  "waiter state added": kind("feature", "feature", "a wait ends for one more state"),
  "waiter state removed": kind("breaking", "breaking", "a wait no longer ends for a state"),
  "security added": kind("feature", "feature", "one more way to authenticate"),
  "security removed": kind("breaking", "breaking", "a way to authenticate is gone"),
  "server added": kind("feature", "feature", "one more region"),
  "server removed": kind("breaking", "breaking", "a region is gone"),
  "error code added": kind("feature", "feature", "one more error code is explained"),
  "error code removed": kind("feature", "feature", "an error code is no longer explained; errors are handled by HTTP status"),
  "error code changed": kind("feature", "feature", "an error code has another meaning"),
  "parameter added": kind("feature", "feature", "new optional parameter"),
  "required parameter added": kind("breaking", "feature", "requests without the parameter are rejected"),
  "parameter removed": kind("breaking", "breaking", "the parameter is gone"),
  "parameter changed": kind("breaking", "breaking", "the parameter has another name or place"),
  "made required": kind("breaking", "feature", "requests without it are rejected", "callers always receive it"),
  "made optional": kind("feature", "breaking", "requests can omit it", "callers can receive values without it"),
  "status added": kind("feature", "feature", "one more response status is described"),
  "status removed": kind("feature", "feature", "the status is handled as an unexpected response"),
  "success status removed": kind("breaking", "breaking", "the result of the operation is gone"),
  "body added": kind("breaking", "feature", "a body where there was none"),
  "body removed": kind("breaking", "breaking", "the body is gone"),
  "header added": kind("feature", "feature", "one more response header"),
  "header removed": kind("breaking", "breaking", "the response header is gone"),
  "schema added": kind("feature", "feature", "new type"),
  "schema removed": kind("breaking", "breaking", "the type is gone"),
  "schema replaced": kind("breaking", "breaking", "another schema; its values cannot be compared"),
  "property added": kind("feature", "feature", "new optional property"),
  "property removed": kind("breaking", "breaking", "the type no longer has the property"),
  "type widened": kind("feature", "breaking", "values of one more type are accepted", "callers can receive a value of another type"),
  "type narrowed": kind("breaking", "fix", "requests with a value of the removed type are rejected"),
  "range widened": kind("feature", "feature", "more values are accepted"),
  "range narrowed": kind("breaking", "fix", "requests with values outside of the new range are rejected"),
  "enum value added": kind("feature", "feature", "one more value; response types contain Unrecognized"),
  "enum value removed": kind("breaking", "fix", "requests with the removed value are rejected"),
  "constraint added": kind("breaking", "fix", "requests that violate it are rejected"),
  "constraint removed": kind("feature", "feature", "requests that violated it are accepted"),
  "constraint changed": kind("breaking", "fix", "requests that only met the old constraint are rejected"),
  "default changed": kind("breaking", "feature", "a missing value means something else, also to the rules"),
  deprecated: kind("feature", "feature", "callers see that it is deprecated"),
  "alias added": kind("feature", "feature", "one more received value is mapped"),
  "alias removed": kind("breaking", "breaking", "a received value is no longer mapped"),
  "rule added as error": kind("breaking", "fix", "requests that violate the rule are rejected"),
  "rule added as warning": kind("feature", "feature", "one more warning"),
  "rule removed": kind("feature", "feature", "the rule is no longer checked"),
  "rule raised to error": kind("breaking", "fix", "requests that violate the rule are rejected"),
  "rule lowered to warning": kind("feature", "feature", "requests that violate the rule are accepted"),
  "error rule changed": kind("breaking", "fix", "the condition of a rule that rejects requests changed"),
  "warning rule changed": kind("feature", "feature", "the condition of a warning changed"),
  "fix changed": kind("fix", "fix", "another fix is suggested"),
  "constant changed": kind("breaking", "fix", "rules that use the constant check another condition"),
  "constant added": kind("fix", "fix", "a constant that no rule used before"),
  "behavior changed": kind("breaking", "fix", "a value of the test corpus is rejected now, although no single change says so"),
  documentation: kind("fix", "fix", "texts, examples and sources only"),
  other: kind("breaking", "breaking", "the table of changes has no such kind"),
} as const satisfies Record<string, ChangeKind>;

export type KindName = keyof typeof KINDS;

/** Classes from the strongest to the weakest. */
export const CLASSES: readonly ChangeClass[] = ["breaking", "feature", "fix"];
