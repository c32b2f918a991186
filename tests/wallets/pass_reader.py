"""Reads a pass as a phone would, by Apple's published rules, and shares no code with the builder.

It knows nothing of wagtail_birthday: ZIP, JSON, hashes and .strings are read anew.
"""

import hashlib
import io
import json
import re
import struct
import zipfile
from dataclasses import dataclass

REQUIRED = {
    "formatVersion": int,
    "passTypeIdentifier": str,
    "serialNumber": str,
    "teamIdentifier": str,
    "organizationName": str,
    "description": str,
}
STYLES = {"boardingPass", "coupon", "eventTicket", "generic", "storeCard"}
SECTIONS = {"headerFields", "primaryFields", "secondaryFields", "auxiliaryFields", "backFields"}
BARCODES = {
    "PKBarcodeFormatQR",
    "PKBarcodeFormatPDF417",
    "PKBarcodeFormatAztec",
    "PKBarcodeFormatCode128",
}
IMAGES = re.compile(
    r"(?:[A-Za-z-]+\.lproj/)?(?:icon|logo|strip|thumbnail|background|footer)(?:@[23]x)?\.png"
)
STRINGS = re.compile(r"[A-Za-z-]+\.lproj/pass\.strings")
COLOUR = re.compile(r"rgb\((\d{1,3}), ?(\d{1,3}), ?(\d{1,3})\)")
PAIR = re.compile(r'"((?:[^"\\]|\\.)*)" = "((?:[^"\\]|\\.)*)";\n')


class BrokenPassError(Exception):
    pass


@dataclass(frozen=True)
class Pass:
    files: dict[str, bytes]
    document: dict
    strings: dict[str, dict[str, str]]

    @property
    def fields(self) -> dict[str, dict]:
        """{key: field}, of all sections."""
        return {
            field["key"]: field
            for section in self.document["storeCard"].values()
            for field in section
        }

    @property
    def barcode(self) -> dict:
        return self.document["barcodes"][0]

    def value(self, key: str, language: str | None = None) -> str:
        """The value of a field, as a phone in `language` shows it (as written: None)."""
        value = self.fields[key]["value"]
        return self.strings[language].get(value, value) if language else value

    def image_size(self, name: str) -> tuple[int, int]:
        return struct.unpack(">II", self.files[name][16:24])


def read(data: bytes) -> Pass:
    """Raises BrokenPassError for what Wallet would refuse."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    broken = archive.testzip()
    _require(broken is None, f"{broken} is damaged")
    names = archive.namelist()
    _require(len(names) == len(set(names)), "an entry is there twice")
    files = {name: archive.read(name) for name in names}
    _check_manifest(files)
    document = json.loads(files["pass.json"].decode("utf-8"))
    _check_document(document)
    for name in files:
        known = IMAGES.fullmatch(name) or STRINGS.fullmatch(name)
        _require(known or name in ("pass.json", "manifest.json", "signature"), f"{name}?")
    for name in (name for name in files if name.endswith(".png")):
        _require(files[name].startswith(b"\x89PNG\r\n\x1a\n"), f"{name} is not PNG")
    _require("icon.png" in files, "no icon")
    strings = {
        name.partition(".lproj/")[0]: read_strings(text.decode("utf-8"))
        for name, text in files.items()
        if name.endswith("/pass.strings")
    }
    return Pass(files, document, strings)


def _check_manifest(files: dict[str, bytes]) -> None:
    for name in ("pass.json", "manifest.json", "signature"):
        _require(name in files, f"no {name}")
    manifest = json.loads(files["manifest.json"])
    covered = set(files) - {"manifest.json", "signature"}
    _require(set(manifest) == covered, f"manifest and files differ: {set(manifest) ^ covered}")
    for name, digest in manifest.items():
        _require(hashlib.sha1(files[name]).hexdigest() == digest, f"hash of {name}")


def _check_document(document: dict) -> None:
    for key, kind in REQUIRED.items():
        _require(isinstance(document.get(key), kind) and document[key], f"{key} is missing")
    _require(document["formatVersion"] == 1, "formatVersion")
    styles = STYLES & set(document)
    _require(len(styles) == 1, f"styles: {styles}")
    sections = document[styles.pop()]
    _require(set(sections) <= SECTIONS, f"sections: {set(sections)}")
    fields = [field for section in sections.values() for field in section]
    keys = [field["key"] for field in fields]
    _require(len(keys) == len(set(keys)), "two fields with one key")
    for field in fields:
        _require(isinstance(field["value"], str), f"value of {field['key']}")
        _require("%@" in field.get("changeMessage", "%@"), f"changeMessage of {field['key']}")
    _require(len(sections.get("primaryFields", [])) <= 1, "primary fields of a store card")
    on_front = len(sections.get("secondaryFields", [])) + len(sections.get("auxiliaryFields", []))
    _require(on_front <= 4, "a store card has four secondary and auxiliary fields together")
    for barcode in document.get("barcodes", []):
        _require(barcode["format"] in BARCODES, "format of the barcode")
        barcode["message"].encode(barcode["messageEncoding"])
    for key in ("backgroundColor", "foregroundColor", "labelColor"):
        match = COLOUR.fullmatch(document.get(key, "rgb(0,0,0)"))
        _require(match and all(int(part) <= 255 for part in match.groups()), key)
    if "webServiceURL" in document:
        _require(len(document.get("authenticationToken", "")) >= 16, "authenticationToken")


def read_strings(text: str) -> dict[str, str]:
    """A .strings file of plain pairs. Anything else in it is refused."""
    pairs, position = {}, 0
    while position < len(text):
        match = PAIR.match(text, position)
        _require(match is not None, f"pass.strings at {position}: {text[position : position + 40]}")
        key, value = (_unescaped(part) for part in match.groups())
        _require(key not in pairs, f"{key} twice in pass.strings")
        pairs[key] = value
        position = match.end()
    return pairs


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n"}.get(match[1], match[1]), text)


def _require(condition, what: str) -> None:
    if not condition:
        raise BrokenPassError(what)
