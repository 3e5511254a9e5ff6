/** A disk of the machine besides the one that it boots from. */
export interface TestDisk {
  /** Device of QEMU, which can be pulled and put back. */
  readonly id: string;
  readonly serial: string;
  /** Slot of the PCI bus; the same before and after it was pulled. */
  readonly slot: string;
  readonly size: string;
}

/**
 * The disks of the reference machine by serial number, from which the rules of udev in the image make the names that
 * tests know; the fifth is a spare. They are as large as the tests need, not as large as the real ones.
 */
export const testDisks: readonly TestDisk[] = [
  disk(0, "S7DNNJ0X100001A"),
  disk(1, "S7DNNJ0X100002B"),
  disk(2, "S7KGNU0X200003C"),
  disk(3, "S7KGNU0X200004D"),
  disk(4, "S7KGNU0X200005E"),
];

/** The disk as QEMU is told of it. */
export function deviceOf({ id, serial, slot }: TestDisk): Readonly<Record<string, string>> {
  return { driver: "virtio-blk-pci", id, drive: `${id}-file`, serial, bus: "pci.0", addr: slot };
}

function disk(index: number, serial: string): TestDisk {
  return { id: `disk${index}`, serial, slot: `0x${(0x10 + index).toString(16)}`, size: "200G" };
}
