import { ntHash } from "../../host/nt-hash";

test.each([
  // The password of [MS-NLMP] 4.2.2.1.2, and what pdbedit of Samba 4.17 printed for the others.
  ["Password", "A4F49C406510BDCAB6824EE7C30FD852"],
  ["", "31D6CFE0D16AE931B73C59D7E0C089C0"],
  ["pässwörd", "0553152250AC01ADB4213CB9938663E4"],
  ["a".repeat(27), "3F9798B4E3C435593074A9EF81662507"],
  ["a".repeat(28), "7D4A56633580793AA26AD0259F60280B"],
  ["a".repeat(64), "F34BBE29984053CC83E112841F1D2178"],
  ["😀x", "4239D4DCD7148A5EA8F750B376CFDBD6"],
])("the NT hash of %j is the one that Samba keeps", (password, hash) => {
  expect(ntHash(password)).toBe(hash);
});
