import { z } from "zod";

/** A disk's size, which only grows. */
export const size = z.string().regex(/^\d+G$/, "must be a size in GiB such as 32G");

/** What a guest is called in its network. */
export const guestName = z
  .string()
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/,
    "must be a host name of letters, digits, . and -",
  );

/** Inputs that containers and virtual machines have alike, by the names of pct.conf(5) and qm.conf(5). */
export const guestInputs = {
  nameserver: z.array(z.ipv4()).optional(),
  searchdomain: z
    .string()
    .regex(/^[A-Za-z0-9. -]*$/, "must be domains, separated by blanks")
    .optional(),
  onboot: z.boolean().optional(),
  /** Place in the boot order, and seconds to wait after it. */
  startup: z
    .strictObject({
      order: z.int().min(0).optional(),
      up: z.int().min(0).optional(),
      down: z.int().min(0).optional(),
    })
    .optional(),
  /** The owner mark, and what the config adds; exactly these where it adds any. */
  tags: z.array(z.string().regex(/^[a-z0-9_][a-z0-9_.+-]*$/)),
  /** Tags that were declared before; never an input, but what an update finds out. */
  droppedTags: z.array(z.string()).optional(),
  description: z.string().max(8000).optional(),
  running: z.boolean(),
  /** Given, and empty, where a guest may be restarted for changes that wait for its next start. */
  pending: z.array(z.string()).max(0).optional(),
  /** Take over a guest that was not made by this stack. */
  adopt: z.literal(true).optional(),
  /** Destroy it and make it anew where a change cannot be made in place. */
  replace: z.literal(true).optional(),
};
