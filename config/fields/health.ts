import { anyPath } from "../scalars/paths";
import { whole } from "../scalars/numbers";
import { line, listOf, object, text } from "../scalars/text";
import { applied, required } from "./field";

/** How often, and how long. */
const limits = {
  retries: applied("Attempts before the guest counts as broken; 3 where absent.", whole(0, 1000)),
  interval: applied("Seconds between two attempts; 5 where absent.", whole(0, 3600)),
  timeout: applied("Seconds that one attempt may take; 5 where absent.", whole(1, 60)),
};

/** A command that is repeated until it succeeds. */
export const healthCommand = object({
  command: required("Command inside the guest, run as root; split at blanks, no shell.", line),
  ...limits,
});

/** One of a guest's checks; exactly one of its kinds is given. */
export const healthCheck = object({
  name: applied(
    "What the check is called in reports; made of what it checks where absent.",
    text("a name on one line of at most 80 characters", /^[^\u0000-\u001f\u007f-\u009f]{1,80}$/),
  ),
  command: applied("Command inside the guest, run as root; split at blanks, no shell.", line),
  script: applied(
    "Script of bash, run inside the guest as root; a path relative to the configuration's folder.",
    anyPath,
  ),
  args: applied("Arguments of the script, one word each.", listOf("arguments", line)),
  http: applied(
    "Address that answers with a status below 400 inside the guest, such as http://localhost:8000/health.",
    text(
      "an address such as http://localhost:8000/health",
      /^https?:\/\/[^\s\u0000-\u001f\u007f-\u009f]+$/,
    ),
  ),
  tcp: applied("Port on which something listens in the guest.", whole(1, 65535)),
  unit: applied(
    "Unit of systemd that is active in the guest.",
    text("a unit's name such as nginx or nginx.service", /^[A-Za-z0-9][A-Za-z0-9:_.@-]*$/),
  ),
  gpus: applied("How many GPUs nvidia-smi finds in the guest, at least.", whole(1, 64)),
  ...limits,
});
