import { oas } from "@stoplight/spectral-rulesets";
import { createJiti } from "jiti";

// Spectral bundles this file into CommonJS, where neither `import.meta` nor top-level await exist.
const { contractRules } = createJiti(`${process.cwd()}/`)("./scripts/lint/contract-rules.ts");

const projectRules = Object.fromEntries(
  contractRules.map(({ id, description, check }) => [
    id,
    {
      description,
      message: "{{error}}",
      given: "$",
      resolved: false,
      severity: "error",
      // biome-ignore lint/suspicious/noThenProperty: Spectral API
      then: { function: (document) => [...check(document)] },
    },
  ]),
);

export default {
  extends: [[oas, "all"]],
  rules: {
    // Redocly validates examples and supports an ignore list for invalid examples in the API documentation.
    "oas3-valid-media-example": "off",
    "oas3-valid-schema-example": "off",
    // SPDX identifiers do not need a URL.
    "license-url": "off",
    // This unofficial package has no contact at the service.
    "info-contact": "off",
    "contact-properties": "off",
    // Tags are ordered by workflow.
    "openapi-tags-alphabetical": "off",
    // Does not support OpenAPI 3.1 tuples.
    "array-items": "off",
    ...projectRules,
  },
  overrides: [
    // Only the validators use it; it is not sent to the service.
    { files: ["openapi.yaml#/components/schemas/VideoRequestWithAssets"], rules: { "oas3-unused-component": "off" } },
  ],
};
