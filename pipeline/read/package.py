"""Opens zipped office files: parts by name, XML without entities or network, every fault a plain reason."""

import io
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree  # expat: of any depth, and safe against entities, of which none are let in

from pipeline.errors import UnreadableError
from pipeline.read.limits import Limits

ZIP_FAULTS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, EOFError, KeyError, NotImplementedError,
    OSError, OverflowError, RuntimeError, ValueError, IndexError,
)  # fmt: skip
XML_FAULTS = (ElementTree.ParseError, ValueError, LookupError)
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
PLAIN_NAMES = ("utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252")
# Files of the strict variant name everything differently; their content is the same.
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip


class Package:
    """The parts of a zipped office file. Raises UnreadableError for what is damaged, encrypted or too large."""

    def __init__(self, data: bytes, limits: Limits, *, kind: str) -> None:
        self._kind = kind
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_FAULTS:
            raise UnreadableError("a damaged Office file; open it in an office program and save it again") from None
        infos = self._zip.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise UnreadableError("the file is encrypted; save it without a password")
        if sum(info.file_size for info in infos) > limits.max_inflated_bytes:
            raise UnreadableError(f"the file unpacks to more than {limits.max_inflated_bytes} bytes; it was not read")
        self.names = frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """Return the content of a part."""
        try:
            return self._zip.read(name)
        except ZIP_FAULTS:
            raise self.damaged(name) from None

    def damaged(self, name: str) -> UnreadableError:
        """Return the refusal of a part that cannot be read."""
        return UnreadableError(f"a damaged {self._kind} ({name}); open it in an office program and save it again")

    def sound(self, name: str) -> bytes:
        """Return a part's XML, refused where it declares entities, which no office program writes."""
        data = self.read(name)
        if declares_entities(data):
            raise UnreadableError(
                f"{name} declares entities, which no office program writes and which may hide text; "
                "open the file in an office program, look at it and save it again"
            )
        if b"http://purl.oclc.org/ooxml/" in data:
            for strict, usual in STRICT:
                data = data.replace(strict, usual)
        return data

    def xml(self, name: str) -> ElementTree.Element:
        """Return the root element of a part, of any depth."""
        try:
            return ElementTree.fromstring(data := self.sound(name), xml_parser(data))
        except XML_FAULTS:
            raise self.damaged(name) from None

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to inside the file: id -> (kind, name of the part); links outwards are left out."""
        folder, own = posixpath.split(name)
        where = posixpath.join(folder, "_rels", f"{own}.rels")
        if where not in self.names:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in self.xml(where).iter(RELATION):
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(f"/{folder}", relation.get("Target") or ""))
                kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
                found[relation.get("Id") or ""] = (kind, target.lstrip("/"))
        return found

    def targets(self, name: str, kind: str) -> Iterator[str]:
        """Yield the parts of one kind that a part refers to and that are there, in the order of their ids."""
        for found_kind, target in self.relations(name).values():
            if found_kind == kind and target in self.names:
                yield target

    def properties(self) -> tuple[tuple[str, str], ...]:
        """Return title, author and subject as the file names them."""
        if "docProps/core.xml" not in self.names:
            return ()
        wanted = {"title": "Title", "creator": "Author", "subject": "Subject"}
        facts = {}
        for element in self.xml("docProps/core.xml"):
            name = element.tag.rpartition("}")[2]
            if name in wanted and (text := " ".join((element.text or "").split())):
                facts[wanted[name]] = text
        return tuple(sorted(facts.items()))


def declares_entities(data: bytes) -> bool:
    """Whether XML holds a document type, in whichever width its characters come."""
    narrow = data.replace(b"\x00", b"") if b"\x00" in data[:8] else data
    return b"<!DOCTYPE" in narrow


def xml_parser(data: bytes) -> ElementTree.XMLParser:
    """Return the parser for a part; an encoding that could hide entities is watched for them."""
    return ElementTree.XMLParser(target=ElementTree.TreeBuilder() if is_plainly_encoded(data) else _Watching())


def is_plainly_encoded(data: bytes) -> bool:
    """Whether XML comes in an encoding in which a document type cannot hide from a search for it."""
    named = re.search(rb"encoding\s*=\s*[\"']([\w.-]+)", data[:200].replace(b"\x00", b""))
    return named is None or named[1].decode("ascii").lower() in PLAIN_NAMES


class _Watching(ElementTree.TreeBuilder):
    """Builds a tree, and stops at a document type."""

    def doctype(self, *_: str | None) -> None:
        """Refuse the part."""
        raise ValueError("a document type")
