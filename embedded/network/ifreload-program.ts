import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import { reload } from "./ifreload";
import type { KernelNetwork } from "./kernel-network";

/** ifreload(8) of ifupdown2: `-a`, and `-V` for its version. */
export function ifreload(kernel: KernelNetwork): Program {
  return (args, io) => {
    if (args.includes("-V")) return "ifupdown2:3.3.0-1+pmx10\n";
    if (!args.includes("-a") && !args.includes("--all")) {
      return failed("usage: ifreload [-h] (-a | -c) [-v] [-d] [-w] [-n] [-s] [-u] [-f] [-q]", 2);
    }
    const { problems } = reload(io.files, kernel);
    io.record();
    return {
      stderr: problems.map((line) => `${line}\n`).join(""),
      exitCode: problems.some((line) => line.startsWith("error:")) ? 1 : 0,
    };
  };
}
