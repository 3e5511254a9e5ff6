import type { TokenRecord } from "../conf/user-conf";
import type { Json } from "../contract";

/** A token as the API shows it, without its secret. */
export function describeToken(token: TokenRecord): {
  [key: string]: Json;
} {
  const comment = token.comment === "" ? {} : { comment: token.comment };
  return { expire: token.expire, privsep: token.privsep ? 1 : 0, ...comment };
}
