module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/tests"],
  // tests/real needs the machine that `npm run test:real` makes.
  testMatch: ["**/*.test.ts", "!**/tests/real/**"],
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }],
  },
  maxWorkers: 2,
  // A busy machine is no failure: what hangs is ended by this, and nothing is judged by its time.
  testTimeout: 120_000,
};
