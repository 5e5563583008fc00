import { defineConfig } from "vitest/config";

/** `npm test` runs the unit tests; `npm run test:workflows` runs the steps of the workflows, which generate and type-check several times. */
const isWorkflowSuite = process.argv.includes("test/workflows");

export default defineConfig({
  test: {
    include: [isWorkflowSuite ? "test/workflows/*.test.ts" : "test/unit/**/*.test.ts"],
    sequence: { shuffle: true },
    // Sharing one module cache saves a minute of loading. Tests must not depend on module state.
    isolate: false,
    // By default vitest leaves one core unused.
    maxWorkers: "100%",
    // No test needs this long; the limits are for busy machines.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: ["default", "./test/reporter.ts"],
  },
});
