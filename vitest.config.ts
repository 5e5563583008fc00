import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    sequence: { shuffle: true },
    // One module cache for all files: nothing a test does may be felt by another, and loading the compiler once saves a minute.
    isolate: false,
    // Vitest leaves one core free; the tests have nobody to leave it to.
    maxWorkers: "100%",
    // Tests take no time by themselves; this is for machines that are busy with something else.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./test/reporter.ts"],
  },
});
