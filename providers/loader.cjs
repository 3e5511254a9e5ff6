"use strict";
// What the stubs in Pulumi's state call. State that was written long ago runs today's code through this file, so
// its name, its package's name and its two exports never change.
require("./typescript.cjs");
const { configure, operationsOf } = require("./process");

module.exports = { configure, of: operationsOf };
