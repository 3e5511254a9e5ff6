import type { Program } from "../shell/program";
import { failed } from "../shell/program";

const version = "4.22.4-Debian-4.22.4+dfsg-1~deb13u1";

/** smbcontrol(1): a message to a Samba daemon that runs; a daemon reads smb.conf whenever it is looked at here. */
export const smbcontrol: Program = async (args, io) => {
  const [destination = "", message, ...rest] = args.filter((word) => !word.startsWith("-"));
  if (message === undefined) return failed("Usage: smbcontrol <destination> <message-type>");
  if (message === "close-share" && rest.length !== 1) {
    return failed("Usage: smbcontrol <dest> close-share <sharename>");
  }
  const units = destination === "all" ? ["smbd", "nmbd"] : [destination];
  for (const unit of units) {
    const { exitCode } = await io.spawn(["systemctl", "is-active", "--quiet", unit]);
    if (exitCode !== 0) return failed(`Can't find pid for destination '${destination}'`);
  }
  io.record();
  return "";
};

/** smbd(8), of which only the version can be asked. */
export const smbd: Program = (args) =>
  args.some((word) => word === "-V" || word === "--version")
    ? `Version ${version}\n`
    : failed("smbd is a service here: systemctl start smbd");
