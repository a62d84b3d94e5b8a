"""Draw the picture that opens the README: lead and contact, by MarketStar's words, in the sample world.

uv run python docs/make_picture.py
"""

from pathlib import Path

import leadkit as lk
from leadkit import plots
from leadkit.plots.picture import png


def main() -> None:
    """Write ``docs/images/lead-contact-customer.png``."""
    pack = lk.definitions("marketstar")
    asked = [pack["lead"], pack["contact_stored"], pack["customer"]]
    regions = lk.regions(lk.snapshot(lk.load("saas"), as_of="2025-06-30"), by=asked)
    out = Path(__file__).parent / "images" / "lead-contact-customer.png"
    out.parent.mkdir(exist_ok=True)
    out.write_bytes(png(plots.set_picture(regions, labels=lk.labels(asked)), dpi=120))
    print(plots.describe_set_picture(regions, labels=lk.labels(asked)))


if __name__ == "__main__":
    main()
