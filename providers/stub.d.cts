import type { dynamic } from "@pulumi/pulumi";

/** The provider object of a kind, whose serialised text stands in Pulumi's state. */
declare function stub(kind: string): dynamic.ResourceProvider;
export = stub;
