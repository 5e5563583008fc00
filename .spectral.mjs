import { oas } from "@stoplight/spectral-rulesets";
import { createJiti } from "jiti";

// Spectral bundles this file into CommonJS, where neither `import.meta` nor top-level await exist.
const { houseRules } = createJiti(`${process.cwd()}/`)("./scripts/lint/contract-rules/index.ts");

const house = Object.fromEntries(
  houseRules.map(({ id, why, check }) => [
    id,
    {
      description: why,
      message: "{{error}}",
      given: "$",
      resolved: false,
      severity: "error",
      // biome-ignore lint/suspicious/noThenProperty: Spectral's own word
      then: { function: (document) => [...check(document)] },
    },
  ]),
);

export default {
  extends: [[oas, "all"]],
  rules: {
    // Redocly checks the examples, with a list of those that are wrong on the service's own page.
    "oas3-valid-media-example": "off",
    "oas3-valid-schema-example": "off",
    // SPDX identifiers do without an address.
    "license-url": "off",
    // An unofficial package has nobody to contact at the service.
    "info-contact": "off",
    "contact-properties": "off",
    // The tags stand in the order in which one meets them.
    "openapi-tags-alphabetical": "off",
    // Does not know tuples of 3.1.
    "array-items": "off",
    ...house,
  },
};
