/**
 * The contract's checks for everybody who has a value and no client: `isX` says yes or no, `validateX` what breaks the
 * schema, `checkX` what breaks the schema or a rule, `xSchema` is the same as a Standard Schema.
 *
 * @module
 */
export * from "../generated/checks.js";
export * from "../generated/parameters.js";
export type * from "../generated/types.js";
export * from "../generated/validators.js";
export type { Fix, Issue, IssueCode, Severity } from "./core/issue.js";
export { type ClassifiedIssues as Judgement, classifyIssues as judge, type Direction } from "./validation/classify-issues.js";
export type { StandardResult, StandardSchema } from "./validation/standard-schema.js";
export type { Unrecognized } from "./validation/unknown-keys.js";
