"""The sample site's stand-in CA, loaded from its file: the sample site is not on our path."""

import importlib.util
from pathlib import Path

_FILE = Path(__file__).parents[2] / "sample_site" / "cafe" / "stand_in_ca.py"
_spec = importlib.util.spec_from_file_location("stand_in_ca", _FILE)
stand_in_ca = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(stand_in_ca)
