# Written by Phoenix.
PATH=$PATH:/usr/local/cuda/bin
