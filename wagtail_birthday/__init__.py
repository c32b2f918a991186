"""One small gift for every loyalty member's birthday, on the wallet card in their phone."""

__version__ = "0.1.0"
