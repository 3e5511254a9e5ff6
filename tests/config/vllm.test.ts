import fc from "fast-check";
import { unitWords } from "../../config/vllm/unit-words";
import { contradictionsOf, vllmEngine } from "../../config/vllm/engine";
import type { VllmFields } from "../../config/vllm/settings";

const engine = (fields: Partial<VllmFields>) => vllmEngine({ ports: [], ...fields });
const wordsOf = (fields: Partial<VllmFields>) =>
  engine({ vllm_model: "org/model", ...fields })?.words;

describe("the command of a vLLM server", () => {
  test("is made of the flat fields", () => {
    expect(
      wordsOf({
        vllm_served_model_name: "name",
        vllm_model_type: "chat",
        vllm_port: 8001,
        vllm_tensor_parallel_size: 2,
        vllm_gpu_memory_utilization: 0.85,
        vllm_max_model_len: 4096,
        vllm_quantization: "awq_marlin",
        vllm_trust_remote_code: true,
        vllm_parameters: {
          dtype: "float16",
          kv_cache_dtype: "fp8",
          max_num_batched_tokens: 8192,
          max_num_seqs: 4,
        },
        vllm_args: ["--chat-template", "/a b.jinja", "--enable-lora"],
      })?.join(" "),
    ).toBe(
      "org/model --port 8001 --served-model-name name --runner generate --trust-remote-code --dtype float16 " +
        "--max-model-len 4096 --quantization awq_marlin --tensor-parallel-size 2 --gpu-memory-utilization 0.85 " +
        "--kv-cache-dtype fp8 --max-num-batched-tokens 8192 --max-num-seqs 4 --chat-template /a b.jinja --enable-lora",
    );
  });

  test("is made of vllm_engine_config", () => {
    expect(
      engine({
        vllm_engine_config: {
          ModelConfig: {
            model: "org/model",
            tokenizer: "org/tokenizer",
            trust_remote_code: false,
            dtype: "auto",
            max_model_len: 512,
            seed: 0,
            task: "embed",
            enforce_eager: true,
          },
          CacheConfig: {
            gpu_memory_utilization: 0.1,
            quantization: "fp8",
            kv_cache_dtype: "auto",
            block_size: 16,
            enable_prefix_caching: false,
            swap_space: 4,
          },
          ParallelConfig: { tensor_parallel_size: 1, pipeline_parallel_size: 2 },
          ServerConfig: {
            host: "10.0.0.5",
            port: 8443,
            served_model_name: "name",
            ssl_keyfile: "/k",
            ssl_certfile: "/c",
          },
        },
      }),
    ).toMatchObject({
      url: "https://10.0.0.5:8443",
      hasTls: true,
      words: (
        "org/model --port 8443 --served-model-name name --host 10.0.0.5 --ssl-keyfile /k --ssl-certfile /c " +
        "--task embed --tokenizer org/tokenizer --no-trust-remote-code --dtype auto --seed 0 --max-model-len 512 " +
        "--quantization fp8 --enforce-eager --tensor-parallel-size 1 --pipeline-parallel-size 2 " +
        "--gpu-memory-utilization 0.1 --kv-cache-dtype auto --block-size 16 --no-enable-prefix-caching --swap-space 4"
      ).split(" "),
    });
  });

  test("has each flag once, however many places say it", () => {
    const both = {
      vllm_max_model_len: 4096,
      vllm_gpu_memory_utilization: 0.1,
      vllm_args: ["--max_model_len=4096", "--gpu-memory-utilization", "0.10", "-tp", "2"],
      vllm_engine_config: { ModelConfig: { max_model_len: 4096 } },
    };
    expect(contradictionsOf({ ports: [], ...both })).toEqual([]);
    expect(wordsOf(both)?.join(" ")).toBe(
      "org/model --max-model-len 4096 --tensor-parallel-size 2 --gpu-memory-utilization 0.1",
    );
  });

  test.each<[string, Partial<VllmFields>, string]>([
    ["its own port", { vllm_port: 9000 }, "http://127.0.0.1:9000"],
    ["the first of ports", { ports: [{ host: 80, container: 9001 }] }, "http://127.0.0.1:9001"],
    ["vLLM's own", {}, "http://127.0.0.1:8000"],
    ["one in vllm_args", { vllm_args: ["--port", "9002"] }, "http://127.0.0.1:9002"],
    ["all addresses", { vllm_args: ["--host=::", "--port=1"] }, "http://[::1]:1"],
  ])("is asked at %s", (_, fields, url) => {
    expect(engine({ vllm_model: "m", ...fields })?.url).toBe(url);
  });

  test("is none without a model", () => {
    expect(engine({ vllm_port: 8000, vllm_args: ["--dtype", "auto"] })).toBeUndefined();
    expect(engine({ vllm_engine_config: { ModelConfig: { model: "" } } })).toBeUndefined();
  });

  test.each<[string, Partial<VllmFields>, string, unknown[]]>([
    [
      "a flat field and vllm_engine_config",
      { vllm_port: 1, vllm_engine_config: { ServerConfig: { port: 2 } } },
      "--port",
      ["vllm_port", 1, "vllm_engine_config.ServerConfig.port", 2],
    ],
    [
      "a flat field and vllm_args",
      { vllm_quantization: "awq", vllm_args: ["--enable-lora", "-q", "fp8"] },
      "--quantization",
      ["vllm_quantization", "awq", "vllm_args[1]", "fp8"],
    ],
    [
      "a switch and its opposite",
      { vllm_trust_remote_code: true, vllm_args: ["--no-trust-remote-code"] },
      "--trust-remote-code",
      ["vllm_trust_remote_code", true, "vllm_args[0]", false],
    ],
    [
      "vllm_args twice",
      { vllm_args: ["--dtype", "half", "--dtype", "auto"] },
      "--dtype",
      ["vllm_args[0]", "half", "vllm_args[2]", "auto"],
    ],
  ])("is contradicted by %s", (_, fields, flag, said) => {
    const found = contradictionsOf({ ports: [], ...fields });
    expect(found.map((each) => each.flag)).toEqual([flag]);
    expect(found[0]?.places.flatMap(({ path, value }) => [path, value])).toEqual(said);
  });
});

test("systemd reads every line of words as the words that they were", () => {
  const word = fc.string({ unit: fc.constantFrom(..."aZ0 \t'\"\\$%;{}#~*éß".split("")) });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      expect(readUnitWords(unitWords(words))).toEqual(words);
    }),
  );
});

/** As systemd reads a command line: words and escapes (extract-word.c), then specifiers, then variables. */
function readUnitWords(line: string): string[] {
  const words = line.match(/"(?:\\.|[^"\\])*"|[^\s"]+/g) ?? [];
  return words.map((word) => {
    const inside = word.startsWith('"') ? word.slice(1, -1) : word;
    const unescaped = inside.replace(/\\(.)/g, (_, character: string) =>
      character === "t" ? "\t" : character,
    );
    expect(unescaped).not.toMatch(/(?<!%)(?:%%)*%(?!%)|(?<!\$)(?:\$\$)*\$(?!\$)/);
    return unescaped.replaceAll("%%", "%").replaceAll("$$", "$");
  });
}
