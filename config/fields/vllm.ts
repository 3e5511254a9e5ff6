import { z } from "zod";
import { host } from "../scalars/addresses";
import { anyPath } from "../scalars/paths";
import { fraction, whole, wholeOrDigits } from "../scalars/numbers";
import { boolean, line, listOf, object, oneOf, text } from "../scalars/text";
import { alias, applied, inert } from "./field";

const OLD = "the engine that read it is gone; write it in vllm_engine_config or vllm_args";

/** A model's name on the hub or its path; it becomes an argument of the server. */
const modelName = text(
  "a model name such as Qwen/Qwen2.5-7B-Instruct-AWQ, or its path",
  /^(?!.*\.\.)(?:[A-Za-z0-9/][A-Za-z0-9._\-/:@+]*)?$/,
);

const word = text("one word (letters, digits, _, - or .)", /^(?:[A-Za-z0-9][A-Za-z0-9_.-]*)?$/);

const memoryShare = fraction(0, 1);

const engineConfig = object({
  ModelConfig: applied(
    "What is served.",
    object({
      model: applied("Model's name or path.", modelName),
      tokenizer: applied("Tokenizer's name or path, where it is not the model's.", modelName),
      trust_remote_code: applied("Whether code of the model's repository may run.", boolean),
      dtype: applied("Type of the weights, or auto.", word),
      max_model_len: applied("Longest context in tokens.", whole(1)),
      seed: applied("Seed of the sampler.", whole(0)),
      task: applied("What the model is for, such as embed.", word),
      enforce_eager: applied("Whether CUDA graphs are left out.", boolean),
    }),
  ),
  CacheConfig: applied(
    "Memory of the GPU.",
    object({
      gpu_memory_utilization: applied("Share of the GPU's memory, 0 to 1.", memoryShare),
      quantization: applied("Quantisation of the weights.", word),
      kv_cache_dtype: applied("Type of the key-value cache.", word),
      block_size: applied("Tokens a cache block.", whole(1)),
      enable_prefix_caching: applied("Whether common beginnings are computed once.", boolean),
      swap_space: applied("Swap on the CPU's side in GiB.", fraction(0, 1024)),
    }),
  ),
  ParallelConfig: applied(
    "How many GPUs work together.",
    object({
      tensor_parallel_size: applied("GPUs that share the tensors.", whole(1)),
      pipeline_parallel_size: applied("GPUs in a row.", whole(1)),
    }),
  ),
  ServerConfig: applied(
    "Where it listens.",
    object({
      host: applied("Address to listen on.", host),
      port: applied("Port to listen on.", whole(1, 65535)),
      served_model_name: applied("Name that clients ask for.", modelName),
      ssl_keyfile: applied("Key of the server's certificate.", anyPath),
      ssl_certfile: applied("The server's certificate.", anyPath),
    }),
  ),
});

const parameters = object({
  dtype: applied("Type of the weights.", word),
  kv_cache_dtype: applied("Type of the key-value cache.", word),
  max_model_len: applied("Longest context in tokens.", whole(1)),
  gpu_memory_utilization: applied("Share of the GPU's memory, 0 to 1.", memoryShare),
  max_num_batched_tokens: applied("Tokens in one batch.", whole(1)),
  max_num_seqs: applied("Requests at a time.", whole(1)),
});

/** What a container says about the vLLM server in it. */
export const vllmFields = {
  vllm_model: applied(
    "Model's name or path; `none` or null for no model.",
    z.union([modelName, z.null()], {
      error: "must be a model name, a path or null",
    }),
  ),
  vllm_served_model_name: applied("Name that clients ask for.", modelName),
  vllm_model_type: applied(
    "What the model is for: it generates text, or embeds it; vLLM decides where absent.",
    oneOf(["chat", "embedding"]),
  ),
  vllm_args: applied(
    "Further arguments of `vllm serve`, one word each.",
    listOf("arguments", line),
  ),
  vllm_port: applied("Port to listen on.", whole(1, 65535)),
  vllm_api_port: alias("vllm_port", whole(1, 65535)),
  vllm_tensor_parallel_size: applied("GPUs that share the tensors.", wholeOrDigits(1)),
  vllm_gpu_memory_utilization: applied("Share of the GPU's memory, 0 to 1.", memoryShare),
  vllm_max_model_len: applied("Longest context in tokens.", wholeOrDigits(1)),
  vllm_quantization: applied("Quantisation of the weights.", word),
  vllm_trust_remote_code: applied("Whether code of the model's repository may run.", boolean),
  vllm_parameters: applied("Further engine parameters.", parameters),
  vllm_engine_config: applied(
    "The server's whole configuration, grouped as vLLM does.",
    engineConfig,
  ),
  vllm_gpu_count: inert(
    "gpu_assignment says it",
    "Number of GPUs, or all.",
    z.union([wholeOrDigits(0), z.literal("all")], { error: "must be a whole number or all" }),
  ),
  vllm_kv_cache_dtype: inert(OLD, "Type of the key-value cache.", word),
  vllm_dtype: inert(OLD, "Type of the weights.", word),
  vllm_quantization_config_type: inert(OLD, "Kind of quantisation.", word),
  vllm_shm_size: inert(
    "a container shares the node's /dev/shm limits; only a Docker run took it",
    "Shared memory.",
    text("a size such as 8g", /^\d+(?:\.\d+)?[kmgKMG]?[bB]?$/),
  ),
  vllm_attention_backend: inert(OLD, "Attention kernel.", word),
  vllm_nccl_so_path: inert(OLD, "Path of the NCCL library.", anyPath),
};
