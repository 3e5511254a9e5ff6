import { diskSizeFormat } from "../api/schema/formats";
import type { Properties } from "../api/schema/property";
import { optionalFlag, optionalInteger, optionalText, requiredText } from "../api/schema/property";

const common: Properties = {
  file: requiredText({ defaultKey: true }),
  aio: optionalText({ enum: ["native", "threads", "io_uring"] }),
  backup: optionalFlag,
  cache: optionalText({ enum: ["none", "writethrough", "writeback", "unsafe", "directsync"] }),
  detect_zeroes: optionalFlag,
  discard: optionalText({ enum: ["ignore", "on"] }),
  format: optionalText({ enum: ["raw", "qcow", "qed", "qcow2", "vmdk", "cloop"] }),
  iops: optionalInteger(),
  iops_rd: optionalInteger(),
  iops_wr: optionalInteger(),
  mbps: { type: "number", optional: true },
  mbps_rd: { type: "number", optional: true },
  mbps_wr: { type: "number", optional: true },
  media: optionalText({ enum: ["cdrom", "disk"] }),
  replicate: optionalFlag,
  rerror: optionalText({ enum: ["ignore", "report", "stop"] }),
  serial: optionalText({ maxLength: 60 }),
  shared: optionalFlag,
  size: optionalText({ format: diskSizeFormat }),
  snapshot: optionalFlag,
  werror: optionalText({ enum: ["enospc", "ignore", "report", "stop"] }),
  "import-from": optionalText(),
};

const ssd: Properties = { ssd: optionalFlag, wwn: optionalText({ pattern: /0x[0-9a-f]{16}/i }) };

const ofIde: Properties = { ...common, ...ssd, model: optionalText({ maxLength: 120 }) };

/** The keys of each kind of drive (PVE::QemuServer::Drive). */
export const driveProperties = {
  ide: ofIde,
  sata: { ...common, ...ssd },
  scsi: {
    ...common,
    ...ssd,
    iothread: optionalFlag,
    queues: optionalInteger({ minimum: 2 }),
    ro: optionalFlag,
    scsiblock: optionalFlag,
    product: optionalText({ pattern: /[A-Za-z0-9\-_\s]{1,16}/ }),
    vendor: optionalText({ pattern: /[A-Za-z0-9\-_\s]{1,8}/ }),
  },
  virtio: { ...common, iothread: optionalFlag, ro: optionalFlag },
  efidisk: {
    file: requiredText({ defaultKey: true }),
    efitype: optionalText({ enum: ["2m", "4m"] }),
    format: optionalText({ enum: ["raw", "qcow", "qed", "qcow2", "vmdk", "cloop"] }),
    "pre-enrolled-keys": optionalFlag,
    size: optionalText({ format: diskSizeFormat }),
    "import-from": optionalText(),
  },
} as const satisfies Record<string, Properties>;
