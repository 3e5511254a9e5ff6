import { applied, required } from "../fields/field";
import { storageId } from "../scalars/names";
import { url } from "../scalars/paths";
import { object, text } from "../scalars/text";

/** A file with the image of a disk, as clouds and template_image name it. */
const imageFile = text(
  "an image's file name (letters, digits and . _ + -) that ends with .img, .qcow2, .raw or .vmdk",
  /^[A-Za-z0-9][A-Za-z0-9._+-]*\.(?:img|qcow2|raw|vmdk)$/,
);

/** A cloud image that virtual machines are made of. */
export const vmImage = object({
  name: required(
    "File name, as template_image names it; an .img is kept as .qcow2, which Proxmox knows.",
    imageFile,
  ),
  url: required("Where the node downloads it from.", url),
  checksum: required(
    "Its checksum, as sha256:HEX or sha512:HEX; a file with another one is not kept.",
    text(
      "sha256: or sha512: and the checksum in hexadecimal digits",
      /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/,
    ),
  ),
  storage: applied("Storage that keeps it, with content import; local where absent.", storageId),
});
