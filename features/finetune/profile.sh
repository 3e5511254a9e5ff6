# Written by Phoenix.
PATH=$PATH:/opt/finetune/bin
export HF_HOME={data}/huggingface
