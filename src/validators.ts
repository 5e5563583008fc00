/**
 * Validators for use without a client. For a component `X`, `isX` returns whether a value matches the schema, `validateX` returns the
 * schema issues, `checkX` returns the issues of the schema and the rules, and `xSchema` is `checkX` as a Standard Schema.
 *
 * @module
 */
export * from "../generated/checks.js";
export type * from "../generated/parameter-types.js";
export * from "../generated/parameters.js";
export type * from "../generated/types.js";
export * from "../generated/validators.js";
export type { Fix, Issue, IssueCode, Severity } from "./core/issue.js";
export { type ClassifiedIssues, classifyIssues, type Direction } from "./validation/classify-issues.js";
export type { StandardResult, StandardSchema } from "./validation/standard-schema.js";
export type { Unrecognized } from "./validation/unknown-enum-value.js";
