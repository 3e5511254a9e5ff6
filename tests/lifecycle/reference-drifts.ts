/** What an administrator does by hand to the reference inventory, by the resource that is then not as declared. */
export const referenceDrifts: Readonly<Record<string, readonly string[]>> = {
  "guest-902": ["pct set 902 --features nesting=1"],
  "guest-902-pre-configured": ["pct delsnapshot 902 pre-configured"],
  "guest-910": ["pct set 910 --mp3 quickOS-lxc-disks:1,mp=/foreign"],
  "guest-950": ["pct set 950 --memory 1024", "pct set 950 --delete nameserver"],
  "guest-950-firewall": [
    "pvesh set /nodes/phoenix/lxc/950/firewall/rules/0 --dport 22 --comment other",
    "pvesh create /nodes/phoenix/lxc/950/firewall/rules --type in --action ACCEPT --enable 1",
  ],
  // They go with their guest.
  "guest-951-firewall": [],
  "guest-951-nvidia": [],
  "guest-951-vllm": [],
  "guest-951-vllm_server": [],
  firewall: [
    "pvesh set /cluster/firewall/options --policy_in ACCEPT --delete enable",
    "pvesh create /cluster/firewall/rules --type in --action ACCEPT --enable 1",
    "pvesh create /cluster/firewall/ipset/management --cidr 10.9.0.0/16",
  ],
  "guest-951": ["pct stop 951 && pct destroy 951"],
  "guest-952": [
    "pct set 952 --cores 1 --tags phoenix+dev+952",
    "pct stop 952 && pct set 952 --delete mp0 && pct start 952",
  ],
  "guest-953": ["pct set 953 --swap 0 --searchdomain example.org"],
  "guest-953-base_setup": ["pct exec 953 -- apt-get remove -y curl"],
  "guest-954": ["pct set 954 --hostname other", "sed -i '/^mp0:/s/$/,ro=1/' /etc/pve/lxc/954.conf"],
  "guest-955": ["pct set 955 --delete onboot"],
  "guest-956": [
    "pct set 956 --net0 name=eth0,bridge=vmbr0,ip=10.0.0.99/24,gw=10.0.0.1",
    "echo 'lxc.cap.drop: sys_time' >> /etc/pve/lxc/956.conf",
  ],
  "guest-957": [
    "pct set 957 --net1 name=eth1,bridge=vmbr0,ip=dhcp",
    "pct stop 957 && pct set 957 --delete dev0,dev1,dev2,dev3,dev4,dev5 && pct start 957",
  ],
  "guest-960": ["pct set 960 --startup order=9", "pct stop 960"],
  "dataset-fastData/shared-bulk-data": ["zfs set compression=off fastData/shared-bulk-data"],
  "storage-fastData-shared-iso": ["pvesm set fastData-shared-iso --content iso"],
  "storage-quickOS-vm-disks": ["pvesm set quickOS-vm-disks --disable 1"],
  "storage-quickOS-shared-prod-data": ["pvesm remove quickOS-shared-prod-data"],
};
