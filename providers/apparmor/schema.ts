import { z } from "zod";
import { profileHeadings, profileModes } from "../../config/apparmor/profile-headings";
import { wrongDefinition } from "../../config/rules/apparmor";
import { profileFolder } from "../../host/apparmor";
import { sha256Of } from "../file";
import { mode, name, userAndGroup } from "../shapes";

/** A profile of AppArmor: its file, and what the kernel has of it. */
const profileSchema = z.strictObject({
  /** Of the profile, and of its file in /etc/apparmor.d. */
  name,
  content: z.string(),
  /** SHA-256 of the content in hexadecimal, which is what is compared. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal"),
  owner: userAndGroup,
  mode,
  /** What the loaded profile does with what its rules do not allow, as the flags in the content say. */
  profileMode: z.enum(profileModes),
  /**
   * The kernel has what the file makes. It keeps a sum of what it was given (raw_sha256 of apparmorfs), and a file
   * that is compiled again gives the same; so a profile of the same name that was loaded from elsewhere, a file that
   * was not loaded after a change, and a changed include are seen.
   */
  policy: z.literal("current"),
  /** A start of the node loads the file: no link in `disable` or `force-complain` says otherwise. */
  boot: z.literal("loaded"),
});

/** The same, with what one field says of another. */
export const checkedSchema = profileSchema.superRefine((spec, context) => {
  const refuse = (path: string, message: string) => {
    context.addIssue({ code: "custom", path: [path], message });
  };
  if (sha256Of(spec.content) !== spec.sha256) refuse("sha256", "is not the content's");
  const wrong = wrongDefinition(spec.name, spec.content);
  if (wrong !== undefined) refuse("content", `apparmorprofile ${spec.name}: ${wrong}`);
  else if (profileHeadings(spec.content)[0]?.mode !== spec.profileMode) {
    refuse("profileMode", "is not what the flags in the content say");
  }
});

export type AppArmorProfileSpec = z.infer<typeof profileSchema>;

/** The file of a profile. */
export function pathOf({ name: profile }: AppArmorProfileSpec): string {
  return `${profileFolder}/${profile}`;
}
