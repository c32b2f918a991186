"""The texts of the sample site: English here, its translations in PO catalogues beside it."""
