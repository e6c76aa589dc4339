"""The page's colours: text on every ground, light and dark, by the contrast that WCAG 2.2 asks for."""

from __future__ import annotations

import re
from itertools import product

import pytest

from conformance.report.page import PARTS

READABLE = 4.5
"""Success criterion 1.4.3, level AA, for text of normal size."""
MODES = ("light", "dark")
TEXT = ("ink", "soft", "kept", "broken", "unknown", "skipped", "partial", "link")
GROUND = ("paper", "sheet", "well")
TINT = 0.08
"""The strongest share of a verdict's colour in the ground below its text."""

COLOURS = re.compile(r"--([a-z-]+): #([0-9a-f]{6});")

Colour = tuple[float, float, float]


def palettes() -> dict[str, dict[str, Colour]]:
    blocks = re.findall(r":root \{(.*?)\}", (PARTS / "tokens.css").read_text(), re.DOTALL)
    light, dark = ({name: colour(value) for name, value in COLOURS.findall(block)} for block in blocks)
    return {"light": light, "dark": dark}


def colour(digits: str) -> Colour:
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def luminance(shade: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shade
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("mode", "text", "ground"), list(product(MODES, TEXT, GROUND)))
def test_text_is_readable(mode: str, text: str, ground: str) -> None:
    palette = palettes()[mode]
    assert contrast(palette[text], palette[ground]) >= READABLE


@pytest.mark.parametrize(("mode", "verdict"), list(product(MODES, ("broken", "unknown"))))
def test_text_is_readable_on_the_tint_of_a_verdict(mode: str, verdict: str) -> None:
    palette = palettes()[mode]
    red, green, blue = (
        TINT * tone + (1 - TINT) * sheet
        for tone, sheet in zip(palette[verdict], palette["sheet"], strict=True)
    )
    for text in ("ink", "soft", verdict):
        assert contrast(palette[text], (red, green, blue)) >= READABLE


@pytest.mark.parametrize(("mode", "verdict"), list(product(MODES, ("kept", "broken", "unknown", "skipped"))))
def test_the_sign_is_seen_on_its_mark(mode: str, verdict: str) -> None:
    palette = palettes()[mode]
    assert contrast(palette["on-mark"], palette[verdict]) >= READABLE
