import { addressLines } from "../../tools/lib/address-lines";

const guests = [
  { vmid: 953, name: "nginx", address: "10.0.0.153" },
  { vmid: 954, name: "stopped", address: "" },
];

test.each([
  [{}, ["  vmid  guest    address", "  953   nginx    10.0.0.153", "  954   stopped  none"]],
  [{ hosts: true }, ["10.0.0.153\tnginx"]],
  [{ hosts: true, domain: "lan" }, ["10.0.0.153\tnginx.lan nginx"]],
  [{ dnsmasq: true }, ["host-record=nginx,10.0.0.153"]],
  [{ dnsmasq: true, domain: "lan" }, ["host-record=nginx.lan,nginx,10.0.0.153"]],
])("guests with their addresses are told as %j says", (format, lines) => {
  const all = { hosts: false, dnsmasq: false, domain: undefined, ...format };
  expect(addressLines(guests, all)).toEqual(lines);
});
