"""Seeded Chinese of the kind that such a bureau writes: products, procedures, enterprises, sentences."""

import random
import tomllib
from collections.abc import Sequence
from pathlib import Path

TOLD = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
(PRODUCTS, EQUIPMENT, PROCEDURES, ACTS, PLACES, NAMES, TRADES, LAWS, SENTENCES) = (
    TOLD[name].split()
    for name in "products equipment procedures acts places names trades laws sentences".split()  # noqa: SIM905 - words
)


class Words:
    """What one page says, decided by its seed and place alone."""

    def __init__(self, seed: int, place: int) -> None:
        self.random = random.Random(seed * 1_000_003 + place)
        self.product, self.equipment = self.one(PRODUCTS), self.one(EQUIPMENT)
        self.procedure, self.act = self.one(PROCEDURES), self.one(ACTS)
        self.place, self.company = self.one(PLACES), self.enterprise()

    def one(self, choices: Sequence[str]) -> str:
        return self.random.choice(choices)

    def enterprise(self) -> str:
        return f"重庆{self.one(PLACES)}{self.one(NAMES)}{self.one(NAMES)}{self.one(TRADES)}有限公司"

    def number(self, least: int, most: int) -> int:
        return self.random.randint(least, most)

    def sentence(self, office: str) -> str:
        choose = self.random
        return self.one(SENTENCES).format(
            law=self.one(LAWS), place=self.place, place2=self.one(PLACES), act=self.act, procedure=self.procedure,
            product=self.product if choose.random() < 0.7 else self.one(PRODUCTS), office=office,
            equipment=self.equipment if choose.random() < 0.7 else self.one(EQUIPMENT),
            company=self.company if choose.random() < 0.5 else self.enterprise(),
            part=self.one(("绝缘", "外壳强度", "有害物质限量", "净含量", "接地", "密封", "制动")),
            updown=self.one(("提高", "下降")), percent=round(choose.uniform(70, 100), 1), n=choose.randint(11, 99),
            n2=choose.randint(100, 999), small=choose.randint(2, 9), year=choose.randint(2007, 2026),
            month=choose.randint(1, 6), month2=choose.randint(7, 12), day=choose.randint(1, 14),
            day2=choose.randint(15, 28),
        )  # fmt: skip

    def paragraphs(self, office: str, least: int = 3, most: int = 12) -> list[str]:
        return [
            "".join(self.sentence(office) for _sentence in range(self.random.randint(1, 4)))
            for _paragraph in range(self.random.randint(least, most))
        ]
