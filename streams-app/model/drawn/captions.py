"""Captions for drawn scenes: many templates and synonyms, attributes mentioned now and then."""

NAMES = {
    "forest": ["a forest", "woodland", "a wood", "trees", "dense forest", "a forest canopy", "woods"],
    "crops": ["crops", "farm fields", "cropland", "arable fields", "a patchwork of fields", "farmland", "crop fields", "cultivated land"],
    "circles": ["circular irrigated fields", "centre pivot crops", "round crop fields"],
    "pasture": ["pasture", "a meadow", "grassland", "a grazing field", "green pasture", "grazing land", "a grass field"],
    "orchard": ["an orchard", "rows of fruit trees", "a tree plantation", "an olive grove", "fruit trees in rows", "a plantation"],
    "vineyard": ["a vineyard", "rows of vines", "vines"],
    "river": ["a river", "a stream", "a winding river", "a waterway", "a river bend", "a river"],
    "lake": ["a lake", "a pond", "a lake with its shore", "a reservoir", "inland water"],
    "sea": ["open water", "the sea", "the ocean", "open sea", "a water surface", "nothing but water"],
    "road": ["a road", "a highway", "a country road", "a paved road", "a street", "a highway"],
    "railway": ["a railway", "railway tracks", "a train line"],
    "houses": ["houses", "a residential area", "a neighbourhood of houses", "a village", "homes with gardens", "a housing estate", "a suburb"],
    "industry": ["an industrial area", "factories", "warehouses", "an industrial estate", "large industrial buildings", "a factory", "industrial buildings"],
    "parking": ["a car park", "parked cars", "a parking lot"],
    "bare_soil": ["bare soil", "bare ground", "barren land", "bare earth", "empty ground"],
    "desert": ["a desert", "sand dunes", "desert sand"],
    "beach": ["a beach", "a sandy shore", "a coast with sand", "the seashore"],
    "mountain": ["mountains", "a mountain ridge", "rocky mountains", "bare rock"],
    "quarry": ["a quarry", "an open pit mine", "a mine"],
    "marsh": ["a marsh", "wetland", "a swamp", "a bog"],
    "solar": ["a solar farm", "solar panels", "rows of solar panels"],
    "airport": ["an airport", "a runway", "an airport runway"],
}
KINDS = {
    "deciduous": ["deciduous", "broadleaf", "leafy"], "conifer": ["conifer", "pine", "evergreen"], "mixed": ["mixed"],
    "small": ["small"], "large": ["large", "big"], "wide": ["wide", "broad"], "narrow": ["narrow"], "dense": ["dense", "crowded"],
    "straight": ["straight"], "curved": ["curved", "winding"], "crossing": ["crossing"], "motorway": ["multi lane", "wide"],
    "snowy": ["snowy"], "brown": ["brown"], "red": ["red"], "grey": ["grey"], "yellow": ["yellow"],
}
FRAMES = [
    "a satellite photo of {}", "an aerial photo of {}", "an aerial view of {}", "{} seen from above", "a satellite image of {}",
    "a tile showing {}", "{}", "a photo of {}", "a picture of {} from the air", "{} from space", "an overhead image of {}",
    "a centered satellite photo of {}", "land use: {}", "this is {}", "a drone photo of {}",
]
TAILS = {
    "hazy": ["in haze", "through haze", "on a hazy day"], "cloudy": ["under clouds", "with some clouds", "partly cloudy"],
    "warm": ["in warm light", "with a yellow cast"], "cool": ["in cool light", "with a blue cast"],
    "green": ["with a green cast"], "faded": ["in faded colours", "almost grey"],
    "soft": ["slightly blurred"], "coarse": ["at low resolution", "blurry", "in coarse pixels"],
    "dark": ["dark", "in dim light"], "bright": ["bright", "in bright light"], "snow": ["with snow", "snow covered"],
}


def _pick(rng, options):
    return options[rng.integers(len(options))]


def caption(rng, scene):
    """Returns one caption for a scene's attributes; two calls rarely give the same one."""
    name = _pick(rng, NAMES[scene["land_use"]])
    if scene["kind"] and rng.random() < 0.4:
        article, _, rest = name.partition(" ")
        word = _pick(rng, KINDS[scene["kind"]])
        name = f"a {word} {rest}" if article in ("a", "an") else f"{word} {name}"
    if scene.get("water") and rng.random() < 0.3:
        name += f" with {scene['water']} water"
    if scene.get("roof") and rng.random() < 0.3:
        name += f" with {scene['roof']} roofs"
    if scene["detail"] and rng.random() < 0.45:
        name += " " + scene["detail"]
    text = _pick(rng, FRAMES).format(name)
    tails = []
    if rng.random() < 0.35:
        tails.append(_pick(rng, ["in {}", "{}", "taken in {}"]).format(scene["season"]))
    if scene["snow"] and rng.random() < 0.6:
        tails.append(_pick(rng, TAILS["snow"]))
    light = "dark" if scene["gain"] < 0.75 else "bright" if scene["gain"] > 1.14 else ""
    for key in (scene["haze"], scene["cast"], scene["sharpness"], light):
        if key in TAILS and rng.random() < 0.35:
            tails.append(_pick(rng, TAILS[key]))
    return ", ".join([text, *tails])
