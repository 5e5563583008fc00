/**
 * The contract's facts as data, per component: ranges, lengths, defaults, units, enum values with their meaning, and the
 * rules. Forms, sliders and agents can be built on it.
 *
 * @module
 */
export * from "../generated/constraints.js";
