import { z } from "zod";
import { host } from "../scalars/addresses";
import { anyPath } from "../scalars/paths";
import { fraction, whole, wholeOrDigits } from "../scalars/numbers";
import { boolean, line, listOf, object, oneOf, text } from "../scalars/text";
import { alias, inert, later } from "./field";

const AREA = "applications";
const OLD = "the engine that read it is gone; write it in vllm_engine_config or vllm_args";

/** A model's name on the hub or its path; it becomes an argument of the server. */
const modelName = text(
  "a model name such as Qwen/Qwen2.5-7B-Instruct-AWQ, or its path",
  /^(?!.*\.\.)(?:[A-Za-z0-9/][A-Za-z0-9._\-/:@+]*)?$/,
);

const word = text("one word (letters, digits, _, - or .)", /^(?:[A-Za-z0-9][A-Za-z0-9_.-]*)?$/);

const memoryShare = fraction(0, 1);

const engineConfig = object({
  ModelConfig: later(
    AREA,
    "What is served.",
    object({
      model: later(AREA, "Model's name or path.", modelName),
      tokenizer: later(AREA, "Tokenizer's name or path, where it is not the model's.", modelName),
      trust_remote_code: later(AREA, "Whether code of the model's repository may run.", boolean),
      dtype: later(AREA, "Type of the weights, or auto.", word),
      max_model_len: later(AREA, "Longest context in tokens.", whole(1)),
      seed: later(AREA, "Seed of the sampler.", whole(0)),
      task: later(AREA, "What the model is for, such as embed.", word),
      enforce_eager: later(AREA, "Whether CUDA graphs are left out.", boolean),
    }),
  ),
  CacheConfig: later(
    AREA,
    "Memory of the GPU.",
    object({
      gpu_memory_utilization: later(AREA, "Share of the GPU's memory, 0 to 1.", memoryShare),
      quantization: later(AREA, "Quantisation of the weights.", word),
      kv_cache_dtype: later(AREA, "Type of the key-value cache.", word),
      block_size: later(AREA, "Tokens a cache block.", whole(1)),
      enable_prefix_caching: later(AREA, "Whether common beginnings are computed once.", boolean),
      swap_space: later(AREA, "Swap on the CPU's side in GiB.", fraction(0, 1024)),
    }),
  ),
  ParallelConfig: later(
    AREA,
    "How many GPUs work together.",
    object({
      tensor_parallel_size: later(AREA, "GPUs that share the tensors.", whole(1)),
      pipeline_parallel_size: later(AREA, "GPUs in a row.", whole(1)),
    }),
  ),
  ServerConfig: later(
    AREA,
    "Where it listens.",
    object({
      host: later(AREA, "Address to listen on.", host),
      port: later(AREA, "Port to listen on.", whole(1, 65535)),
      served_model_name: later(AREA, "Name that clients ask for.", modelName),
      ssl_keyfile: later(AREA, "Key of the server's certificate.", anyPath),
      ssl_certfile: later(AREA, "The server's certificate.", anyPath),
    }),
  ),
});

const parameters = object({
  dtype: later(AREA, "Type of the weights.", word),
  kv_cache_dtype: later(AREA, "Type of the key-value cache.", word),
  max_model_len: later(AREA, "Longest context in tokens.", whole(1)),
  gpu_memory_utilization: later(AREA, "Share of the GPU's memory, 0 to 1.", memoryShare),
  max_num_batched_tokens: later(AREA, "Tokens in one batch.", whole(1)),
  max_num_seqs: later(AREA, "Requests at a time.", whole(1)),
});

/** What a container says about the vLLM server in it. */
export const vllmFields = {
  vllm_model: later(
    AREA,
    "Model's name or path; `none` or null for no model.",
    z.union([modelName, z.null()], {
      error: "must be a model name, a path or null",
    }),
  ),
  vllm_served_model_name: later(AREA, "Name that clients ask for.", modelName),
  vllm_model_type: later(AREA, "What the test query asks.", oneOf(["chat", "embedding"])),
  vllm_args: later(AREA, "Arguments of the server, one word each.", listOf("arguments", line)),
  vllm_port: later(AREA, "Port to listen on.", whole(1, 65535)),
  vllm_api_port: alias("vllm_port", whole(1, 65535)),
  vllm_tensor_parallel_size: later(AREA, "GPUs that share the tensors.", wholeOrDigits(1)),
  vllm_gpu_memory_utilization: later(AREA, "Share of the GPU's memory, 0 to 1.", memoryShare),
  vllm_max_model_len: later(AREA, "Longest context in tokens.", wholeOrDigits(1)),
  vllm_quantization: later(AREA, "Quantisation of the weights.", word),
  vllm_trust_remote_code: later(AREA, "Whether code of the model's repository may run.", boolean),
  vllm_parameters: later(AREA, "Further engine parameters.", parameters),
  vllm_engine_config: later(
    AREA,
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
