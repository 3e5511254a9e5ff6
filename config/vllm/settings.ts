import type { ContainerConfig } from "../types";

/** What a field gives to a flag of the server. */
export type Value = string | number | boolean;

/** One flag of `vllm serve` with the fields that give its value, by their names. */
interface Setting {
  readonly flag: string;
  readonly said: Readonly<Record<string, Value | undefined>>;
}

/**
 * Every field of a container that becomes a flag, in the order of the command line. The flags are those of vLLM 0.11.0
 * (EngineArgs.add_cli_args in engine/arg_utils.py, FrontendArgs in entrypoints/openai/cli_args.py).
 */
export function settingsOf(container: VllmFields): Setting[] {
  const { vllm_engine_config: engine = {}, vllm_parameters: parameters = {} } = container;
  const {
    ModelConfig: model,
    CacheConfig: cache,
    ParallelConfig: parallel,
    ServerConfig: server,
  } = engine;
  const inModel = (key: keyof Group<"ModelConfig">) => ({
    [`${root}.ModelConfig.${key}`]: model?.[key],
  });
  const inCache = (key: keyof Group<"CacheConfig">) => ({
    [`${root}.CacheConfig.${key}`]: cache?.[key],
  });
  const inParallel = (key: keyof Group<"ParallelConfig">) => ({
    [`${root}.ParallelConfig.${key}`]: parallel?.[key],
  });
  const inServer = (key: keyof Group<"ServerConfig">) => ({
    [`${root}.ServerConfig.${key}`]: server?.[key],
  });
  const inParameters = (key: keyof typeof parameters) => ({
    [`vllm_parameters.${key}`]: parameters[key],
  });
  const flat = (key: keyof FlatFields) => ({ [key]: container[key] });
  return [
    { flag: "--model", said: { ...flat("vllm_model"), ...inModel("model") } },
    {
      flag: "--served-model-name",
      said: { ...flat("vllm_served_model_name"), ...inServer("served_model_name") },
    },
    { flag: "--host", said: inServer("host") },
    { flag: "--port", said: { ...flat("vllm_port"), ...inServer("port") } },
    { flag: "--ssl-keyfile", said: inServer("ssl_keyfile") },
    { flag: "--ssl-certfile", said: inServer("ssl_certfile") },
    { flag: "--runner", said: { vllm_model_type: runnerOf(container) } },
    { flag: "--task", said: inModel("task") },
    { flag: "--tokenizer", said: inModel("tokenizer") },
    {
      flag: "--trust-remote-code",
      said: { ...flat("vllm_trust_remote_code"), ...inModel("trust_remote_code") },
    },
    { flag: "--dtype", said: { ...inParameters("dtype"), ...inModel("dtype") } },
    { flag: "--seed", said: inModel("seed") },
    {
      flag: "--max-model-len",
      said: {
        ...flat("vllm_max_model_len"),
        ...inParameters("max_model_len"),
        ...inModel("max_model_len"),
      },
    },
    { flag: "--quantization", said: { ...flat("vllm_quantization"), ...inCache("quantization") } },
    { flag: "--enforce-eager", said: inModel("enforce_eager") },
    {
      flag: "--tensor-parallel-size",
      said: { ...flat("vllm_tensor_parallel_size"), ...inParallel("tensor_parallel_size") },
    },
    { flag: "--pipeline-parallel-size", said: inParallel("pipeline_parallel_size") },
    {
      flag: "--gpu-memory-utilization",
      said: {
        ...flat("vllm_gpu_memory_utilization"),
        ...inParameters("gpu_memory_utilization"),
        ...inCache("gpu_memory_utilization"),
      },
    },
    {
      flag: "--kv-cache-dtype",
      said: { ...inParameters("kv_cache_dtype"), ...inCache("kv_cache_dtype") },
    },
    { flag: "--block-size", said: inCache("block_size") },
    { flag: "--enable-prefix-caching", said: inCache("enable_prefix_caching") },
    { flag: "--swap-space", said: inCache("swap_space") },
    { flag: "--max-num-batched-tokens", said: inParameters("max_num_batched_tokens") },
    { flag: "--max-num-seqs", said: inParameters("max_num_seqs") },
  ];
}

/** The fields of a container that say what its server is. */
export type VllmFields = FlatFields &
  Pick<
    ContainerConfig,
    "ports" | "vllm_args" | "vllm_engine_config" | "vllm_model_type" | "vllm_parameters"
  >;

type FlatFields = Pick<
  ContainerConfig,
  | "vllm_gpu_memory_utilization"
  | "vllm_max_model_len"
  | "vllm_model"
  | "vllm_port"
  | "vllm_quantization"
  | "vllm_served_model_name"
  | "vllm_tensor_parallel_size"
  | "vllm_trust_remote_code"
>;

type EngineConfig = NonNullable<ContainerConfig["vllm_engine_config"]>;
type Group<Name extends keyof EngineConfig> = NonNullable<EngineConfig[Name]>;

const root = "vllm_engine_config";

function runnerOf({ vllm_model_type: type }: VllmFields): string | undefined {
  if (type === undefined) return undefined;
  return type === "chat" ? "generate" : "pooling";
}
