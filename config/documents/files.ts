import { applied, part } from "../fields/field";
import { ownerName } from "../scalars/names";
import { absolutePath, anyPath, fileMode } from "../scalars/paths";
import { listOf, object, text } from "../scalars/text";

/** What a file holds; other control characters come from a source. */
export const fileText = text(
  "text without control characters other than line ends and tabs",
  /^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$/,
  1024 * 1024,
);

/** Files of the node; one of content and source is given. */
export const filesDocument = listOf(
  "files",
  object({
    path: part("Where it lies; its folder has to be there.", absolutePath),
    content: applied("What it holds. No secrets: it stands in the stack's state.", fileText),
    source: applied(
      "File with what it holds, in UTF-8, relative to the folder of the configuration.",
      anyPath,
    ),
    owner: applied("Owner; root:root where absent.", ownerName),
    mode: applied("Permissions; 0644 where absent.", fileMode),
  }),
);
