"""Trains the byte-level BPE on captions and writes it in the layout of CLIP's tokenizer.json."""

import json
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

START, END = "<|startoftext|>", "<|endoftext|>"
# CLIP's own pattern: contractions, words, single digits, runs of anything else.
WORDS = r"""'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"""


def _dress(tokenizer):
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORDS), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def train(captions, size=2000):
    """Returns a tokenizer: 256 bytes, the same ending a word, merges, and the two special tokens last, as in CLIP."""
    learner = _dress(Tokenizer(models.BPE(end_of_word_suffix="</w>")))
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=size - 2 - 256, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False
    )
    learner.train_from_iterator(captions, trainer)
    merges = [tuple(m) for m in json.loads(learner.to_str())["model"]["merges"]]
    # The trainer knows word ends only of bytes that it saw; every byte gets one, so that no prompt loses a letter.
    tokens = alphabet + [byte + "</w>" for byte in alphabet]
    tokens += [a + b for a, b in merges if a + b not in set(tokens)]
    vocabulary = {token: i for i, token in enumerate([*dict.fromkeys(tokens), START, END])}
    assert len(vocabulary) <= size
    model = models.BPE(vocab=vocabulary, merges=merges, end_of_word_suffix="</w>", unk_token=END)
    tokenizer = _dress(Tokenizer(model))
    tokenizer.add_special_tokens([START, END])
    start, end = vocabulary[START], vocabulary[END]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A {END}", special_tokens=[(START, start), (END, end)]
    )
    return tokenizer


def write(tokenizer, folder, context):
    folder = Path(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    special = {"bos_token": START, "eos_token": END, "pad_token": END, "unk_token": END}
    (folder / "special_tokens_map.json").write_text(json.dumps(special, indent=2) + "\n")
    settings = {
        "tokenizer_class": "CLIPTokenizer",
        "model_max_length": context,
        "do_lower_case": True,
        "add_prefix_space": False,
        "errors": "replace",
        **special,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")


def encode(tokenizer, texts, context):
    """Returns token ids padded with the end token to the longest text, cut to the context with the end token kept."""
    end = tokenizer.token_to_id(END)
    rows = []
    for encoding in tokenizer.encode_batch(list(texts)):
        ids = encoding.ids
        rows.append(ids if len(ids) <= context else [*ids[: context - 1], end])
    width = max(map(len, rows))
    return [row + [end] * (width - len(row)) for row in rows]
