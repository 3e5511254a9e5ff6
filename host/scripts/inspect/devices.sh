# NVIDIA's device nodes.
print_devices() {
  section devices
  ls -1d /dev/nvidia* /dev/nvidia-caps/* 2>/dev/null
}
