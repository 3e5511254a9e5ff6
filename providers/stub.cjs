"use strict";
// Pulumi serialises this object into every resource's state. It captures the name of a kind and nothing else: plain
// JavaScript, so that the stored text is the same under every TypeScript hook. tests/providers pins that text.
module.exports = (kind) => ({
  configure(request) {
    require("@phoenix/providers").configure(request.config);
  },
  check(olds, news) {
    return require("@phoenix/providers").operationsOf(kind).check(olds, news);
  },
  diff(id, olds, news) {
    return require("@phoenix/providers").operationsOf(kind).diff(id, olds, news);
  },
  create(inputs) {
    return require("@phoenix/providers").operationsOf(kind).create(inputs);
  },
  read(id, props) {
    return require("@phoenix/providers").operationsOf(kind).read(id, props);
  },
  update(id, olds, news) {
    return require("@phoenix/providers").operationsOf(kind).update(id, olds, news);
  },
  delete(id, props) {
    return require("@phoenix/providers").operationsOf(kind).delete(id, props);
  },
});
