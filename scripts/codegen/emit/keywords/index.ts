import type { Keyword } from "../keyword.js";
import { additionalProperties } from "./additionalProperties.js";
import { allOf } from "./allOf.js";
import { anyOf } from "./anyOf.js";
import { constant } from "./const.js";
import { contains } from "./contains.js";
import { dependentRequired } from "./dependentRequired.js";
import { dependentSchemas } from "./dependentSchemas.js";
import { enumeration } from "./enum.js";
import { exclusiveMaximum } from "./exclusiveMaximum.js";
import { exclusiveMinimum } from "./exclusiveMinimum.js";
import { conditional } from "./if.js";
import { items } from "./items.js";
import { maxItems } from "./maxItems.js";
import { maximum } from "./maximum.js";
import { maxLength } from "./maxLength.js";
import { maxProperties } from "./maxProperties.js";
import { maxContains, minContains } from "./min-max-contains.js";
import { minItems } from "./minItems.js";
import { minimum } from "./minimum.js";
import { minLength } from "./minLength.js";
import { minProperties } from "./minProperties.js";
import { multipleOf } from "./multipleOf.js";
import { not } from "./not.js";
import { oneOf } from "./oneOf.js";
import { pattern } from "./pattern.js";
import { patternProperties } from "./patternProperties.js";
import { prefixItems } from "./prefixItems.js";
import { properties } from "./properties.js";
import { propertyNames } from "./propertyNames.js";
import { ref } from "./ref.js";
import { required } from "./required.js";
import { elseBranch, thenBranch } from "./then-else.js";
import { uniqueItems } from "./uniqueItems.js";
import { formatAssertion } from "./x-format-assertion.js";

/** All enforced keywords in evaluation order: cheap and selective checks first. */
export const KEYWORDS: readonly Keyword[] = [
  enumeration,
  constant,
  minimum,
  exclusiveMinimum,
  maximum,
  exclusiveMaximum,
  multipleOf,
  minLength,
  maxLength,
  pattern,
  formatAssertion,
  minItems,
  maxItems,
  prefixItems,
  items,
  contains,
  minContains,
  maxContains,
  uniqueItems,
  properties,
  required,
  patternProperties,
  additionalProperties,
  propertyNames,
  minProperties,
  maxProperties,
  dependentRequired,
  dependentSchemas,
  ref,
  allOf,
  anyOf,
  oneOf,
  not,
  conditional,
  thenBranch,
  elseBranch,
];
