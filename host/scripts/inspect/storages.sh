# Hashes of the passwords that PVE keeps for storages, so that none of them is read.
print_storages() {
  print_files /etc/pve/storage.cfg
  section storage-passwords
  sha256sum /etc/pve/priv/storage/*.pw 2>/dev/null
}
