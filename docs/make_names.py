"""Make ``leadkit/data/names.yaml``, the pools of names of the invented worlds, from Faker (MIT): run once, by hand.

The pools are shipped as data, so that a world has the same bytes whatever Faker is installed, or none. Thai names get
a Latin spelling beside them (the Royal Institute's system, by PyThaiNLP), because e-mail addresses are written in it.

Run from the top of a checkout, in a throw-away environment::

    uv run --no-project --with faker==40.54.0 --with pythainlp==5.4.0 python docs/make_names.py
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20230701
TARGET = Path(__file__).resolve().parent.parent / "leadkit" / "data" / "names.yaml"
HEAD = """\
# Pools of given and family names of the invented worlds, made by docs/make_names.py from Faker (MIT) with a fixed seed;
# Thai names stand with a Latin spelling for e-mail addresses. Any resemblance of a combination to somebody is chance.
"""
UNSPEAKABLE = re.compile(r"[^aeiou]{4}|^[^aeiou]{3}|[^aeiou]{3}$|^.{0,3}$")


def distinct(draw: Callable[[], str], count: int, tries: int = 6000) -> list[str]:
    """Draw until `count` different names are there, or the pool is dry."""
    seen: dict[str, None] = {}
    for _ in range(tries):
        seen.setdefault(unicodedata.normalize("NFC", draw().strip()))
        if len(seen) == count:
            break
    return list(seen)


def spoken(names: list[str], romanize: Callable[[str], str], count: int) -> list[list[str]]:
    """Keep the Thai names whose Latin spelling can be read aloud, each with that spelling."""
    pairs = [[name, romanize(name).capitalize()] for name in names]
    good = [pair for pair in pairs if pair[1].isascii() and not UNSPEAKABLE.search(pair[1].lower())]
    return sorted(good[:count])


def pools() -> dict[str, dict[str, list]]:
    """Make every pool."""
    from faker import Faker  # noqa: PLC0415 - only this script needs it
    from pythainlp.transliterate import romanize  # noqa: PLC0415 - only this script needs it

    def maker(locale: str) -> Faker:
        fake = Faker(locale)
        fake.seed_instance(SEED)
        return fake

    thai, viet, english = maker("th_TH"), maker("vi_VN"), maker("en_GB")
    people = __import__("faker.providers.person.vi_VN", fromlist=["Provider"]).Provider
    return {
        "th": {
            "female": spoken(distinct(thai.first_name_female, 240), lambda n: romanize(n, engine="royin"), 100),
            "male": spoken(distinct(thai.first_name_male, 240), lambda n: romanize(n, engine="royin"), 100),
            "family": spoken(distinct(thai.last_name, 240), lambda n: romanize(n, engine="royin"), 120),
        },
        "vi": {
            "female": sorted(distinct(viet.first_name_female, 60)),
            "male": sorted(distinct(viet.first_name_male, 60)),
            "middle": sorted(distinct(lambda: viet.random_element(people.middle_names), 30)),
            "family": sorted(distinct(viet.last_name, 30)),
        },
        "en": {
            "female": sorted(distinct(english.first_name_female, 100)),
            "male": sorted(distinct(english.first_name_male, 100)),
            "family": sorted(distinct(english.last_name, 200)),
        },
    }


def yaml(tree: dict[str, dict[str, list]]) -> str:
    """Write the pools, eight names a line."""
    lines = []
    for language, kinds in tree.items():
        lines.append(f"{language}:")
        for kind, names in kinds.items():
            lines.append(f"  {kind}:")
            texts = [json.dumps(name, ensure_ascii=False) for name in names]
            width = 4 if isinstance(names[0], list) else 8
            rows = [", ".join(texts[at : at + width]) for at in range(0, len(texts), width)]
            lines.append("    [" + ",\n     ".join(rows) + "]")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(HEAD + yaml(pools()), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size} bytes\n")
