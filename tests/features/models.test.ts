import type { Json } from "../../embedded/contract";
import { World } from "../lifecycle/world";
import {
  declared,
  differing,
  gpuDevices,
  inGuest,
  onEmbedded,
  preparedGuest,
  timesDuring,
  withFeatures,
} from "./guest-world";
import { testFeatures } from "./test-features";

const options = onEmbedded["llamacpp"] ?? {};

let prepared: Json;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  prepared = await withFeatures(await preparedGuest({ dev: gpuDevices }), ["nvidia"], 2);
});

testFeatures(
  {
    llamacpp: {
      settings: { gpus: 2, options },
      breaks: [
        [
          "systemctl disable --now llamacpp",
          ["service.llamacpp.active", "service.llamacpp.enabled"],
        ],
        ["rm -r /opt/llamacpp", ["backend", "python.llama-cpp-python"]],
        ["rm /opt/llamacpp/lib/python3*/site-packages/llama_cpp/lib/libggml-cuda.so", ["backend"]],
        ["rm /srv/model.gguf", ["model"]],
        ["echo other > /srv/model.gguf; touch -d 2001-01-01 /srv/model.gguf", ["model"]],
      ],
    },
    finetune: {
      settings: { gpus: 2 },
      breaks: [
        ["/opt/finetune/bin/pip uninstall -y peft", ["python.peft"]],
        [
          "/opt/finetune/bin/pip install -q torch==2.8.0; rm /etc/profile.d/phoenix-finetune.sh",
          ["data", "file./etc/profile.d/phoenix-finetune.sh", "python.torch"],
        ],
        ["rm -r /srv/finetune", ["data"]],
      ],
    },
  },
  () => World.open(prepared),
);

describe("llama.cpp's server", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open(prepared);
  });
  afterEach(() => world.close());

  test("is built anew, and started anew once, when the GPU comes later", async () => {
    const plain = declared(world, "llamacpp", { options });
    await plain.up();
    const gpu = declared(world, "llamacpp", { gpus: 2, options });
    const built = "pip install llama-cpp-python";
    expect(await timesDuring(world, "systemctl restart llamacpp", () => gpu.up())).toBe(1);
    const other = declared(world, "llamacpp", { gpus: 2, options: { ...options, port: "8081" } });
    expect(await timesDuring(world, built, () => other.up())).toBe(0);
    expect(await inGuest(world, "ss -Hltn")).toContain(":8081 ");
    expect(await differing(other)).toEqual([]);
  });

  test("takes a model that is there already, and asks for one that is not", async () => {
    const own = { model: "/data/own.gguf" };
    const server = declared(world, "llamacpp", { options: own });
    await expect(server.up()).rejects.toThrow(/There is no model \/data\/own\.gguf/);
    await inGuest(world, "mkdir -p /data && echo GGUF > /data/own.gguf");
    expect(await server.up()).toBe("created");
    expect(await inGuest(world, "cat /data/own.gguf")).toBe("GGUF\n");
    const otherSum = { ...own, model_sha256: "0".repeat(64) };
    await expect(declared(world, "llamacpp", { options: otherSum }).up()).rejects.toThrow(
      /is not the one that model_sha256 says/,
    );
    expect(await inGuest(world, "cat /data/own.gguf")).toBe("GGUF\n");
  });
});
