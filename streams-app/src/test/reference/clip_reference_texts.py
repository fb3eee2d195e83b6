"""Token ids of awkward texts, and where open_clip's clean-up of texts departs from tokenizer.json.

    python clip_reference_texts.py ids TOKENIZER_JSON > texts.json   # what ClipTokenizerParityTest compares with
    python clip_reference_texts.py tokenizer FOLDER                  # CLIP's own vocabulary of 49,408 tokens (2 MB)
    python clip_reference_texts.py differences                       # the table in README.md beside this file
    python clip_reference_texts.py fuzz TOKENIZER_JSON COUNT SEED    # random texts with their ids, one JSON a line

The vocabulary is the one inside the open_clip package. Needs tokenizers, and open_clip_torch for all but the first.
"""

import gzip
import json
import random
import sys
import unicodedata
from pathlib import Path

from tokenizers import Regex, Tokenizer, AddedToken, models, normalizers, pre_tokenizers, processors

START, END, CONTEXT = "<|startoftext|>", "<|endoftext|>", 77

PLAIN = """a photo of a cat
A Photo Of A DOG.
a satellite image of annual crop land
a centered satellite photo of permanent crop land.
itap of a 737-800
a photo of a person doing tai chi
a black and white photo of the 2012 BMW 3-Series wagon
the photo of my dirty mobile home park
a pixelated photo of a tree_swallow
art of the Egyptian Mau, a type of pet
a photo of 1 apple, 22 pears and 333 plums
3.14159 1,000,000 1e-5 0x1F 50% #hashtag @user
it's don't you'll we've I'm they'd she's we're
IT'S DON'T YOU'LL WE'VE I'M THEY'D
rock'n'roll o'clock 'tis 'twas dogs' 'quoted' ''double''
it’s don’t you’ll we’ve
“curly” ‘single’ «guillemets» „low“ 'straight' "double"
e-mail: someone@example.com, https://example.com/a?b=c&d=e#f
hyphen-ated en–dash em—dash minus−sign figure‒dash
snake_case CamelCase kebab-case SCREAMING_SNAKE __dunder__
(brackets) [square] {curly} <angle> |pipe| \\backslash/ ~tilde~ `tick`
!!! ??? ... …  ;;; ::: ,,, --- *** +++ === ^^^ $$$ %%% &&&
a.b.c.d U.S.A. Ph.D. Mr. Mrs. vs. etc.
:-) ;-) :D <3 ¯\\_(ツ)_/¯ (╯°□°)╯︵ ┻━┻
C++ C# F# .NET node.js O(n²) x² + y² = z²
¼ ½ ¾ ⅓ ² ³ ¹ ⁴ ₁₂ Ⅳ ⅷ ① ㊿ ٣ ३ 三 𝟘 𝟙
£5 €10 ¥100 ₹20 ₿1 ¢ © ® ™ ° µ § ¶ † ‡ • ‰
&amp; &lt;b&gt; &quot;x&quot; &#39;s &#x27;s &nbsp; &eacute; &amp;amp; &copy
<b>bold</b> <br/> <!-- note --> <|im_start|> <mask> [CLS] </s> <unk> <pad>
straße STRASSE ẞ ß ﬁne ﬂow ﬃ ſtill
İstanbul ISTANBUL ıǰ Iı İi
ΟΔΥΣΣΕΥΣ Σίσυφος ς ΑΣ ΑΣ. σ
Ǆungla ǅungla ǆungla ǈ ǋ
naïve café façade jalapeño Ångström Zürich Škoda Łódź
ﷺ ﷽ ㎏ ㏒ ㍿ № ℃ ℡ ½ ㌔
full-width ＡＢＣ１２３！？ half-width ｱｲｳ
𝒻𝒶𝓃𝒸𝓎 𝕕𝕠𝕦𝕓𝕝𝕖 𝗯𝗼𝗹𝗱 ⓒⓘⓡⓒⓛⓔ 🄰🄱 ᴀʙᴄ ʇxǝʇ
A̷̧̛͈̰B̶̨͎C̸̫͊ zalgo t̵̢̛̲̗̜͈̪͓͖̏e̸x̷t̶
mojibake: cafÃ© donâ€™t â€œquotesâ€\x9d schÃ¶n ï»¿bom
ﾊﾝｶｸ カタカナ ひらがな 漢字 日本語の写真
一张猫的照片 繁體中文 简体中文 〇零一二三
고양이 사진 한국어 ㄱㄴㄷ
фотография кота Ёлка ёж Їжак ЉЊ
φωτογραφία μιας γάτας ΆΈΉ ἀρχή
صورة قطة العربية ١٢٣ لا إله
תמונה של חתול עִבְרִית
बिल्ली की तस्वीर हिन्दी क्षि
ছবি বিড়াল বাংলা
ภาพถ่ายของแมว ไทย น้ำ
ຮູບ ແມວ
រូបភាព ឆ្មា
ပုံ ကြောင်
படம் பூனை தமிழ்
చిత్రం పిల్లి తెలుగు
ಚಿತ್ರ ಬೆಕ್ಕು
ചിത്രം പൂച്ച
ਤਸਵੀਰ ਬਿੱਲੀ
ફોટો બિલાડી
පූසා ඡායාරූපය
བྱི་ལ། བོད་ཡིག
ፎቶ ድመት አማርኛ
կատվի լուսանկար Հայերեն
კატის ფოტო ᲙᲐᲢᲐ ქართული
ᏣᎳᎩ ꭳꮎ ᎣᏏᏲ
ᐃᓄᒃᑎᑐᑦ
ᠮᠣᠩᠭᠣᠯ
ⵜⴰⵎⴰⵣⵉⵖⵜ
𐐀𐐨 Deseret 𐌰𐌱 𞤀𞤢 Adlam
𠀀𠜎𠜱 𪚥 CJK extension
a фото of ネコ and 猫 und Katze
Việt Nam ảnh con mèo Tiếng Việt ỡ ữ
Oʻzbek ʼn ŉ ŀ Ŀ L·L
👍 👍🏽 👨‍👩‍👧‍👦 👩🏾‍🚀 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪🇫🇷 1️⃣ ❤️ ❤ ☺︎ ☺️
😀😃😄😁 no😀spaces 🤷‍♀️🛰️🛰
🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱🐱""".split("\n")

HARD = [
    "",
    " ",
    "     ",
    "\t",
    "\n\n",
    "\r\n",
    " \t\r\n\v\f ",
    "  leading",
    "trailing  ",
    "  both  ",
    "two  spaces   three    four",
    "tab\tnew\nline\r\nreturn\rvertical\vform\f.",
    "no-break\u00a0space\u202fnarrow\u2007figure",
    "en\u2002em\u2003thin\u2009hair\u200aideographic\u3000ogham\u1680math\u205f.",
    "line\u2028paragraph\u2029next\u0085end",
    "zero\u200bwidth\u200cnon\u200djoiner\u2060word\ufeffbom",
    "\ufeffbyte order mark first",
    "soft\u00adhyphen non\u2011breaking",
    "rtl\u200f ltr\u200e embed\u202aing\u202c over\u202ee isolate\u2066d\u2069",
    "nul\x00inside",
    "\x00",
    "control\x01\x02\x07\x08\x1b[31mred\x1b[0m\x7f\x80\x9f",
    "\x1c\x1d\x1e\x1f separators",
    "private\ue000use\uf8ff\U000f0000 noncharacter\ufffe\uffff\ufdd0\U0010ffff",
    "replacement\ufffdcharacter unassigned\u0378\U000e0fff",
    "tag\U000e0001\U000e0041 variation\ufe0e\ufe0f\U000e0100",
    "combining first: \u0301a \u0308 \u20dd x\u20dd",
    "a\u0301\u0302\u0323 a\u0323\u0301 \u1ea5 a\u0302\u0301",
    "\u212b \u00c5 A\u030a \u2126 \u03a9 \u212a K \uf900 \u8c48 \ufb1d \u05d9\u05b4",
    "\u1100\u1161\u11a8 \uac01 \u1112\u1161\u11ab",
    "\u0958 \u0915\u093c \u09dc \u0a33 \u0f43",
    "<|startoftext|>",
    "<|endoftext|>",
    "<|STARTOFTEXT|> <|EndOfText|>",
    "a cat <|endoftext|> a dog",
    "a<|endoftext|>b<|startoftext|>c",
    "<|endoftext|><|endoftext|><|endoftext|>",
    "  <|endoftext|>  spaced",
    "<|endoftext|> <|endof text|> <|endoftext |> < |endoftext|>",
    "<|endoftext|><|startoftext",
    "!",
    "!</w>",
    "<end_of_text> <start_of_text>",
    "a" * 300,
    "A" * 76 + " end",
    "a " * 74 + "b",
    "a " * 75,
    "a " * 76,
    "a " * 77,
    "a " * 500 + "never read",
    "!" * 400,
    "! " * 80,
    "1" * 90,
    "0123456789" * 8,
    "猫" * 60,
    "🐱 " * 40,
    "\u0301" * 50,
    "é" * 100,
    "e\u0301" * 100,
    "supercalifragilisticexpialidocious antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "a photo of a very long sentence that goes on and on, " * 12,
    "x" * 5000,
    " " * 5000 + "x",
]


def texts() -> list[str]:
    """The hand-made texts, their two normal forms, and one of each general category of Unicode."""
    made = PLAIN + HARD
    made += [unicodedata.normalize("NFD", t) for t in PLAIN if unicodedata.normalize("NFD", t) != t]
    made += [t.upper() for t in PLAIN[:12]] + [t.replace(" ", "  ") for t in PLAIN[:6]]
    rng = random.Random(7)
    categories: dict[str, list[str]] = {}
    for c in range(0x110000):
        if not 0xD800 <= c < 0xE000:
            categories.setdefault(unicodedata.category(chr(c)), []).append(chr(c))
    for name in sorted(categories):
        for _ in range(3):
            made.append("".join(rng.choices(categories[name], k=8)) + " a" + rng.choice(categories[name]) + "b")
    return list(dict.fromkeys(made))


def clip_tokenizer() -> Tokenizer:
    """CLIP's vocabulary in the tokenizer.json that openai and laion publish (transformers' converter of version 4)."""
    import open_clip.tokenizer as simple

    lines = gzip.open(simple.default_bpe()).read().decode("utf-8").split("\n")
    merges = [tuple(line.split()) for line in lines[1 : 49152 - 256 - 2 + 1]]
    alphabet = list(simple.bytes_to_unicode().values())
    words = alphabet + [c + "</w>" for c in alphabet] + ["".join(m) for m in merges] + [START, END]
    vocab = {w: i for i, w in enumerate(words)}
    made = Tokenizer(
        models.BPE(
            vocab=vocab, merges=merges, continuing_subword_prefix="", end_of_word_suffix="</w>", unk_token=END
        )
    )
    made.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    words_or_marks = Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(words_or_marks, behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    made.post_processor = processors.RobertaProcessing(
        (END, vocab[END]), (START, vocab[START]), trim_offsets=False, add_prefix_space=False
    )
    made.add_special_tokens([AddedToken(START, normalized=True), AddedToken(END, normalized=False)])
    return made


def ids(tokenizer: Tokenizer, given: list[str], context: int = CONTEXT) -> list[list[int]]:
    """Token ids as published files give them: cut to the context with the end token kept, not padded."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(context)
    return [tokenizer.encode(t).ids for t in given]


def fuzz(count: int, seed: int) -> list[str]:
    """Random texts that mix words, whitespace of every kind, marks, special tokens and any character of Unicode."""
    rng = random.Random(seed)
    words = " ".join(PLAIN).split(" ")
    spaces = [" ", " ", " ", "  ", "\t", "\n", "\u00a0", "\u3000", "\u200b", ""]
    pieces = [START, END, END.upper(), "'s", "’s", "_", "&amp;", "</w>", "!", "<|", "|>", "\x00"]

    def character() -> str:
        top = rng.choice([0x80, 0x250, 0x3000, 0x10000, 0x20000, 0x110000])
        c = rng.randrange(top)
        return chr(c) if not 0xD800 <= c < 0xE000 else "?"

    def piece() -> str:
        kind = rng.random()
        if kind < 0.45:
            word = rng.choice(words)
            return rng.choice([str, str.upper, str.title, lambda w: unicodedata.normalize("NFD", w)])(word)
        if kind < 0.6:
            return rng.choice(pieces)
        return "".join(character() for _ in range(rng.randint(1, 6)))

    return ["".join(piece() + rng.choice(spaces) for _ in range(rng.randint(0, 12))) for _ in range(count)]


# One text a kind of difference, for the table in README.md.
DIFFERENCES = {
    "typographic quotes made straight": "it\u2019s a \u201ccat\u201d",
    "ligatures and full-width letters spelt out": "\ufb01ne \uff21\uff22 \u01c4",
    "mojibake repaired": "caf\u00c3\u00a9",
    "HTML entities replaced, twice": "cats &amp;amp; dogs &lt;3",
    "control characters taken out, so that words join": "red\x00roof river\vroad",
    "terminal colours taken out": "\x1b[31mred",
    "byte order mark taken out": "\ufeffa cat",
    "line separators as words": "roof\u0085river",
    "capital sigma at the end of a word": "\u039f\u0394\u039f\u03a3",
    "special tokens of tokenizer.json": "a cat <|endoftext|> a dog",
    "special tokens of open_clip": "a cat <end_of_text> a dog",
}


def differences() -> None:
    """Prints a table of how open_clip's own tokenizer departs from tokenizer.json, and counts the texts concerned."""
    import open_clip
    from open_clip.tokenizer import bytes_to_unicode

    simple = open_clip.get_tokenizer("ViT-B-32")
    ours = clip_tokenizer()
    byte = {c: b for b, c in bytes_to_unicode().items()}

    def departs(text: str) -> tuple[list[int], list[int]]:
        other = simple(text)[0].tolist()
        return ids(ours, [text])[0], other[: len(other) - other[::-1].index(49407)]

    def readable(row: list[int]) -> str:
        words, word = [], b""
        for token in (ours.id_to_token(i) for i in row[1:-1]):
            end = token.endswith("</w>") or token in (START, END)
            plain = token.removesuffix("</w>")
            word += bytes(byte[c] for c in plain)
            if end:
                words, word = words + [word.decode("utf-8", "replace")], b""
        show = lambda w: w if w.isprintable() else json.dumps(w)[1:-1]
        return " ".join(map(show, words))

    print("| what | text | tokenizer.json | open_clip |\n|---|---|---|---|")
    for what, text in DIFFERENCES.items():
        row, other = departs(text)
        assert row != other, text
        cells = [json.dumps(text)[1:-1], readable(row), readable(other)]
        print(f"| {what} | " + " | ".join(f"`{c}`".replace("|", "\\|") for c in cells) + " |")
    given = texts()
    found = sum(row != other for row, other in map(departs, given))
    print(f"{found} of {len(given)} texts differ", file=sys.stderr)


def main(command: str, *arguments: str) -> None:
    if command == "ids":
        given = texts()
        rows = zip(given, ids(Tokenizer.from_file(arguments[0]), given))
        print("[\n" + ",\n".join(json.dumps({"text": t, "ids": i}, separators=(",", ":")) for t, i in rows) + "\n]")
    elif command == "tokenizer":
        Path(arguments[0]).mkdir(parents=True, exist_ok=True)
        clip_tokenizer().save(str(Path(arguments[0]) / "tokenizer.json"), pretty=False)
    elif command == "differences":
        differences()
    elif command == "fuzz":
        given = fuzz(int(arguments[1]), int(arguments[2]))
        for text, row in zip(given, ids(Tokenizer.from_file(arguments[0]), given)):
            print(json.dumps({"text": text, "ids": row}, separators=(",", ":")))
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
