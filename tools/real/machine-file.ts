import type { HostSettings } from "../../host/settings";

/** What tests have to know of the machine that is running, as JSON in the file that PHOENIX_TEST_MACHINE names. */
export interface MachineFile {
  /** Its host name. */
  readonly node: string;
  readonly ssh: HostSettings["ssh"];
  /** Socket of QEMU's door. */
  readonly qmp: string;
  /** Name of the snapshot that each test begins with. */
  readonly ready: string;
}
