module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/tests"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }],
  },
  maxWorkers: 2,
  // A busy machine is no failure: what hangs is ended by this, and nothing is judged by its time.
  testTimeout: 120_000,
};
