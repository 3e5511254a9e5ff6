import { X509Certificate, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { isIPv4 } from "node:net";
import { bits, der, integer, objectId, sequence, time, utf8 } from "./der";

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

const ecdsaWithSha256 = sequence(objectId("1.2.840.10045.4.3.2"));

/** A self-signed server certificate (X.509 v3, P-256) for names and IPv4 addresses; the first one is its subject. */
export function selfSignedCertificate(names: readonly string[], days = 3650): Certificate {
  const pair = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const subject = distinguishedName(names[0] ?? "localhost");
  const start = new Date(Date.now() - 24 * 3600 * 1000);
  const end = new Date(start.getTime() + days * 24 * 3600 * 1000);
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(15)]);
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    subject,
    sequence(time(start), time(end)),
    subject,
    pair.publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions(names))),
  );
  const signature = createSign("sha256").update(body).sign(pair.privateKey);
  return {
    certificate: pem(sequence(body, ecdsaWithSha256, bits(signature))),
    key: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** SHA-256 of a certificate as PVE prints it: `AA:BB:…`. */
export function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}

function extensions(names: readonly string[]): Buffer[] {
  const alternatives = names.map((name) =>
    isIPv4(name)
      ? der(0x87, Buffer.from(name.split(".").map(Number)))
      : der(0x82, Buffer.from(name, "ascii")),
  );
  const isCa = der(0x01, Buffer.from([0xff]));
  return [
    extension("2.5.29.17", sequence(...alternatives)),
    extension("2.5.29.19", sequence(isCa), true),
    extension("2.5.29.37", sequence(objectId("1.3.6.1.5.5.7.3.1"))),
  ];
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : [];
  return sequence(objectId(id), ...flag, der(0x04, value));
}

function distinguishedName(commonName: string): Buffer {
  const organization = sequence(objectId("2.5.4.10"), utf8("Proxmox Virtual Environment"));
  const common = sequence(objectId("2.5.4.3"), utf8(commonName));
  return sequence(der(0x31, organization), der(0x31, common));
}

function pem(content: Buffer): string {
  const lines = content.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
