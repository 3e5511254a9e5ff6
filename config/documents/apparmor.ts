import { applied, part } from "../fields/field";
import { apparmorProfileName } from "../scalars/names";
import { anyPath } from "../scalars/paths";
import { listOf, object } from "../scalars/text";
import { fileText } from "./files";

/** Profiles of AppArmor; one of content and source is given. */
export const apparmorDocument = listOf(
  "profiles",
  object({
    name: part(
      "Name of the profile, and of its file in /etc/apparmor.d; apparmor_profile of a container says it.",
      apparmorProfileName,
    ),
    content: applied(
      "Text of the file, with the lines that it includes (apparmor.d(5)): one profile of this name.",
      fileText,
    ),
    source: applied(
      "File with that text, in UTF-8, relative to the folder of the configuration.",
      anyPath,
    ),
  }),
);
