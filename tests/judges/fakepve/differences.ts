/** A step that fakepve answers otherwise than the embedded host, and why the embedded host's answer stands. */
export interface Difference {
  readonly fakepve: string;
  readonly embedded: string;
  readonly why: string;
}

/** By the step's title. Whatever else differs is a mistake of one of the two. */
export const differences: Readonly<Record<string, Difference>> = {
  "the config of it": {
    fakepve: 'description "phoenix+test+900"',
    embedded: 'description "phoenix+test+900\\n"',
    why: "a real node gives a description back with a newline at its end (recorded)",
  },
  "the clone's config": {
    fakepve: 'description "phoenix+test+950"',
    embedded: 'description "phoenix+test+950\\n"',
    why: "the same",
  },
  "the linked clone's config": {
    fakepve: 'description "phoenix+test+900"',
    embedded: 'description "phoenix+test+900\\n"',
    why: "the same",
  },
  "the snapshot's config": {
    fakepve: 'description "as made"',
    embedded: 'description "as made\\n"',
    why: "the same",
  },
  "grow what there is not": {
    fakepve: "500 format error",
    embedded:
      "500 format error (mp: property is missing and it is not optional) " +
      "(volume: property is missing and it is not optional)",
    why: "a real node says which keys the missing text lacks (recorded)",
  },
  "make it a template": {
    fakepve: "task OK",
    embedded: "data null",
    why: "a real node answers without the id of its worker (recorded)",
  },
  "destroy a base in use": {
    fakepve: "task OK",
    embedded: "task base volume 'basevol-900-disk-0' is still in use by linked clones",
    why: "a real node keeps a base that clones stand on (recorded)",
  },
  "a path that there is not": {
    fakepve: "404 Not Found",
    embedded: "501 Method 'GET /nodes/pve1/lxc/900/nope' not implemented",
    why: "a real node knows no 404 (recorded)",
  },
  "a node that there is not": {
    fakepve:
      "500 hostname lookup 'pve9' failed - failed to get address info for: pve9: " +
      "Name or service not known",
    embedded:
      "500 hostname lookup 'pve9' failed - failed to get address info for: pve9: " +
      "Temporary failure in name resolution",
    why: "the resolver's words, which depend on whether a name server answers",
  },
};
