import type { World } from "../lifecycle/world";

/** A call at which something goes wrong. */
export interface Call {
  /** As a person would read it. */
  readonly what: string;
  /** The guest that it is about. */
  readonly vmid: number | undefined;
  readonly isRequest: boolean;
}

/** One kind of trouble, which strikes at one call. */
export interface Fault {
  readonly name: string;
  /** Whether it can strike at this write. */
  fits(call: Call): boolean;
  /** Called right before the write is sent. */
  strike(world: World, call: Call): Promise<void> | void;
  /** Puts right what a person has to put right before the next run. */
  repair?(world: World): Promise<void> | void;
  /** True of one that may not end in an error, wherever it strikes. */
  readonly mustPass?: boolean;
  /** What an error has to say. */
  readonly tells?: RegExp;
}

/** A call by the text that a write is told with. */
export function callOf(what: string): Call {
  const isRequest = /^(?:POST|PUT|DELETE) \//.test(what);
  const vmid = isRequest
    ? /\/(?:lxc|qemu)\/(\d+)/.exec(what)?.[1]
    : /^(?:pct|qm) \w+ (\d+)/.exec(what)?.[1];
  return { what, isRequest, vmid: vmid === undefined ? undefined : Number(vmid) };
}
