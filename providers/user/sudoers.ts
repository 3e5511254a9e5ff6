import type { UserSpec } from "./schema";

/** What the user's file in /etc/sudoers.d says; undefined where there is to be none. */
export function sudoersContent({
  name,
  sudo,
}: Pick<UserSpec, "name" | "sudo">): string | undefined {
  if (sudo === "none") return undefined;
  const tag = sudo === "nopasswd" ? "NOPASSWD: " : "";
  return (
    "# Written by Phoenix: users. What is changed here by hand is overwritten.\n" +
    `${name} ALL=(ALL:ALL) ${tag}ALL\n`
  );
}
