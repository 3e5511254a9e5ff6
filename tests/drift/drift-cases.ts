import type { z } from "zod";
import type { Bag } from "../../providers/lifecycle";
import type { World } from "../lifecycle/world";

/** How every field of one kind is brought out of true by hand. */
export interface DriftCases {
  readonly kind: string;
  readonly schema: z.ZodType;
  /** What the stack says beside its inputs. */
  readonly settings?: Partial<World["settings"]>;
  /** Brings about what the resource stands on. */
  readonly ground?: (world: World) => Promise<void>;
  /** A declaration that has every field; a part of one that has another is given with the case. */
  readonly inputs: Bag;
  /**
   * By the field's path in the schema, such as `memory` or `server.enabled` (a list or a table is one field): how it
   * drifts. A set has several ways to: something of it is gone, something foreign is in it.
   */
  readonly fields: Readonly<Record<string, Drifts>>;
  /** Top-level fields that may drift along with any other. */
  readonly follows?: readonly string[];
  /**
   * Top-level fields, all optional, that live in Proxmox VE: the machine with the real programs has none of it, so that
   * they are neither declared nor tested there.
   */
  readonly ofProxmox?: readonly string[];
  /** Why no case may begin where the one before has healed the host, but only where all has just been made. */
  readonly anew?: string;
  /** Fields that are not compared with the host, and why. */
  readonly notCompared?: Readonly<Record<string, string>>;
}

type Drifts = DriftCase | readonly DriftCase[];

/** A command of the host's administrator; with other inputs, or with other fields that it changes as well. */
export type DriftCase =
  | string
  | {
      readonly command: string;
      readonly inputs?: Bag;
      /** Top-level fields that cannot but drift along. */
      readonly along?: readonly string[];
      /** Where the resource is gone by it, and is made again. */
      readonly gone?: boolean;
      /** Why the machine with the real programs cannot play it. */
      readonly embeddedOnly?: string;
      /** Where it cannot be healed without losing something: a part of what preview says. */
      readonly refused?: string;
    };
