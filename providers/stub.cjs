"use strict";
// Pulumi serialises this object into every resource's state. It captures the name of a kind and nothing else: plain
// JavaScript, so that the stored text is the same under every TypeScript hook. tests/providers pins that text.
module.exports = (kind) => ({
  configure(request) {
    require("@phoenix/providers").configure(request.config);
  },
  check(olds, news) {
    return require("@phoenix/providers").of(kind).check(olds, news);
  },
  diff(id, olds, news) {
    return require("@phoenix/providers").of(kind).diff(id, olds, news);
  },
  create(inputs) {
    return require("@phoenix/providers").of(kind).create(inputs);
  },
  read(id, props) {
    return require("@phoenix/providers").of(kind).read(id, props);
  },
  update(id, olds, news) {
    return require("@phoenix/providers").of(kind).update(id, olds, news);
  },
  delete(id, props) {
    return require("@phoenix/providers").of(kind).delete(id, props);
  },
});
