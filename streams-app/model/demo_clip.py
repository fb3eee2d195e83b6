"""The demo backbone's shape, its features, and its export as a Hugging Face CLIP directory."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPModel

CONTEXT = 32
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)


def config(vocabulary):
    """Returns the configuration in the layout of openai/clip-vit-base-patch32, every size written out."""
    shared = {
        "attention_dropout": 0.0,
        "dropout": 0.0,
        "hidden_act": "quick_gelu",
        "hidden_size": 128,
        "initializer_factor": 1.0,
        "initializer_range": 0.02,
        "intermediate_size": 512,
        "layer_norm_eps": 1e-5,
        "num_attention_heads": 4,
        "projection_dim": 128,
    }
    start, end = vocabulary - 2, vocabulary - 1
    return {
        "architectures": ["CLIPModel"],
        "initializer_factor": 1.0,
        "logit_scale_init_value": 2.6592,
        "model_type": "clip",
        "projection_dim": 128,
        "text_config": {
            **shared,
            "bos_token_id": start,
            "eos_token_id": end,
            "pad_token_id": end,
            "max_position_embeddings": CONTEXT,
            "model_type": "clip_text_model",
            "num_hidden_layers": 2,
            "vocab_size": vocabulary,
        },
        "vision_config": {
            **shared,
            "image_size": 64,
            "model_type": "clip_vision_model",
            "num_channels": 3,
            "num_hidden_layers": 4,
            "patch_size": 8,
        },
    }


def build(vocabulary):
    parts = config(vocabulary)
    return CLIPModel(
        CLIPConfig(text_config=parts["text_config"], vision_config=parts["vision_config"], projection_dim=128)
    )


def pixels(images):
    """Returns 8-bit images [N, 64, 64, 3] as normalised model input."""
    x = torch.as_tensor(images).permute(0, 3, 1, 2).float() / 255
    return (x - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(STD).view(1, 3, 1, 1)


def image_features(model, x, keep=1.0):
    """Returns normalised image features; with keep < 1 only that share of the patches is looked at (training only)."""
    tower = model.vision_model
    hidden = tower.embeddings(x)
    if keep < 1.0:
        count = hidden.shape[1] - 1
        chosen = torch.rand(len(x), count).argsort(1)[:, : int(count * keep)] + 1
        patches = hidden.gather(1, chosen.unsqueeze(-1).expand(-1, -1, hidden.shape[2]))
        hidden = torch.cat([hidden[:, :1], patches], 1)
    hidden = tower.encoder(inputs_embeds=tower.pre_layrnorm(hidden)).last_hidden_state
    return torch.nn.functional.normalize(model.visual_projection(tower.post_layernorm(hidden[:, 0])), dim=-1)


def text_features(model, ids):
    pooled = model.text_model(input_ids=ids).pooler_output
    return torch.nn.functional.normalize(model.text_projection(pooled), dim=-1)


def export(model, folder):
    """Writes config, weights (fp16) and preprocessing; the tokenizer is written by vocabulary.write."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    parts = config(model.config.text_config.vocab_size)
    (folder / "config.json").write_text(json.dumps(parts | {"torch_dtype": "float16"}, indent=2) + "\n")
    weights = {k: v.detach().half().contiguous() for k, v in model.state_dict().items() if "position_ids" not in k}
    save_file(weights, str(folder / "model.safetensors"), metadata={"format": "pt"})
    processing = {
        "crop_size": {"height": 64, "width": 64},
        "do_center_crop": True,
        "do_convert_rgb": True,
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": MEAN,
        "image_processor_type": "CLIPImageProcessor",
        "image_std": STD,
        "resample": 3,
        "rescale_factor": 1 / 255,
        "size": {"shortest_edge": 64},
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(processing, indent=2) + "\n")
