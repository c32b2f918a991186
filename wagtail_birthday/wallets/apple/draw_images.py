"""Draws the images that cards have until a site brings its own: `python -m ...draw_images FOLDER`.

Those in images/ were made by it. Run it with another colour to get a first set of your own.
"""

import argparse
import random
from pathlib import Path

from PIL import Image, ImageDraw

TERRACOTTA = "#7a2e1f"
DEEP = "#571e13"
CREAM = "#fff4dc"
CORAL = "#ef6f5b"
GOLD = "#f2b84b"
CONFETTI = (CREAM, "#f29c86", GOLD, "#7fc4a8")

SCALES = {"": 1, "@2x": 2, "@3x": 3}
# Drawn so many times larger and shrunk, for smooth edges.
OVERSAMPLING = 4
STRIP_POINTS = (375, 144)
PALETTE = 64


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--colour", default=TERRACOTTA, help="of the card, as #rrggbb")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    for suffix, scale in SCALES.items():
        for name, image in (
            ("icon", icon(29 * scale, options.colour)),
            ("logo", gift_box(50 * scale)),
            ("birthday-strip", strip(scale)),
        ):
            image.save(options.folder / f"{name}{suffix}.png", optimize=True)


def icon(size: int, colour: str) -> Image.Image:
    """A square with a gift box on `colour`."""
    square = Image.new("RGBA", (size, size), colour)
    box = gift_box(round(size * 0.8))
    margin = (size - box.width) // 2
    square.alpha_composite(box, (margin, margin))
    return square.convert("RGB").quantize(PALETTE)


def gift_box(size: int) -> Image.Image:
    """A cream box with a coral ribbon, on nothing."""
    large = size * OVERSAMPLING
    image = Image.new("RGBA", (large, large))
    draw = ImageDraw.Draw(image)

    def box(left, top, right, bottom, colour, radius=0.0):
        corners = [left * large, top * large, right * large, bottom * large]
        draw.rounded_rectangle(corners, radius * large, fill=colour)

    def loop(left, top, right, bottom):
        corners = [left * large, top * large, right * large, bottom * large]
        draw.ellipse(corners, outline=CORAL, width=round(0.07 * large))

    loop(0.20, 0.06, 0.52, 0.32)
    loop(0.48, 0.06, 0.80, 0.32)
    box(0.12, 0.42, 0.88, 0.94, CREAM, 0.05)
    box(0.06, 0.28, 0.94, 0.48, CREAM, 0.04)
    box(0.06, 0.46, 0.94, 0.48, GOLD)
    box(0.43, 0.28, 0.57, 0.94, CORAL)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def strip(scale: int) -> Image.Image:
    """Confetti that falls from the upper edge and leaves the left, where the text stands, calm."""
    width, height = (points * scale * OVERSAMPLING for points in STRIP_POINTS)
    image = Image.new("RGB", (width, height), DEEP)
    draw = ImageDraw.Draw(image)
    dice = random.Random(2)  # noqa: S311 - the same picture each time
    unit = scale * OVERSAMPLING
    for _ in range(150):
        x, y = dice.random(), dice.random() ** 1.7
        if x < 0.7 and y > 0.16:
            continue
        size = dice.uniform(2.0, 4.6) * unit
        left, top = x * width, y * height
        shape = draw.ellipse if dice.random() < 0.5 else draw.rectangle
        shape([left, top, left + size, top + size], fill=dice.choice(CONFETTI))
    small = image.resize((width // OVERSAMPLING, height // OVERSAMPLING), Image.Resampling.LANCZOS)
    return small.quantize(PALETTE)


if __name__ == "__main__":
    main()
