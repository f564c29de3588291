"""Small valid office files and pages that hold every kind of markup that their readers know, to be spoiled or grown."""

import io
import random
import zipfile
from collections.abc import Callable

import openpyxl
from hypothesis import strategies as st

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
)
WORD_BODY = (
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    "<w:r><w:t>Offences</w:t></w:r></w:p>"
    '<w:p><w:r><w:t>Fell by </w:t></w:r><w:ins w:id="1"><w:r><w:t>5%</w:t></w:r></w:ins>'
    '<w:del w:id="2"><w:r><w:delText>6%</w:delText></w:r></w:del></w:p>'
    '<w:sdt><w:sdtContent><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>A</w:t></w:r></w:p>'
    '</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>5</w:t></w:r></w:p></w:tc>'
    "<w:tc><w:p/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc></w:tr>"
    "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl></w:sdtContent></w:sdt>"
    "<w:p><m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></w:p>"
    '<w:p><w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:footnoteReference w:id="2"/><w:txbxContent><w:p><w:r>'
    "<w:t>In a box 9%</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
)
ODT_BODY = (
    '<text:h text:outline-level="1">Offences</text:h><text:p>Fell<text:s text:c="2"/>by 5%<text:note>'
    "<text:note-citation>"
    "1</text:note-citation><text:note-body><text:p>A note 6%</text:p></text:note-body></text:note></text:p>"
    "<text:list><text:list-item><text:p>item 7</text:p></text:list-item></text:list>"
    '<table:table><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2">'
    "<text:p>A</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows>"
    '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2">'
    "<text:p>8</text:p>"
    "<table:table><table:table-row><table:table-cell><text:p>9</text:p></table:table-cell></table:table-row></table:table>"
    "</table:table-cell></table:table-row></table:table><text:p><draw:frame><draw:text-box>"
    "<text:p>In a box 10%</text:p>"
    "</draw:text-box></draw:frame></text:p>"
)
PAGE = (
    "<!DOCTYPE html><html><head><title>Offences</title><style>p{}</style></head><body><nav>Home</nav><h1>Offences</h1>"
    "<p>Fell by <b>5%</b><sup>2</sup><font size=2><p>Rose by 6%<ul><li>one<li>two 7</ul><ol><li>a</ol><table><caption>T"
    "</caption><tr><th colspan=2>A<th rowspan=2>B<tr><td>8<td>9</table><table><tr><td>"
    "<table><tr><td>1<td>2</table></table>"
    "<select><option>3</select><svg><text>4</text></svg><!-- 5 --><script>6</script><pre>7\n8</pre>&amp;&nbsp;&#x2028;"
)


def word_file(body: str = WORD_BODY, **parts: str) -> bytes:
    """Return a docx with a body, small styles, numbering, a header and notes, and more parts of its folder `word`."""
    inside = {
        "styles": '<w:style w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>',
        "numbering": '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt '
        'w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
        "header": "<w:p><w:r><w:t>A running head</w:t></w:r></w:p>",
        "footer": "<w:p><w:r><w:t>A running foot</w:t></w:r></w:p>",
        "footnotes": '<w:footnote w:id="2"><w:p><w:r><w:t>A note of 3%</w:t></w:r></w:p></w:footnote>',
        **parts,
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("_rels/.rels", _relations({"officeDocument": "word/document.xml"}))
        file.writestr("word/_rels/document.xml.rels", _relations({kind: f"{kind}.xml" for kind in inside}))
        file.writestr(
            "word/document.xml", f'<?xml version="1.0"?><w:document {W} {M}><w:body>{body}</w:body></w:document>'
        )
        for kind, content in inside.items():
            file.writestr(f"word/{kind}.xml", f"<w:{kind} {W}>{content}</w:{kind}>")
    return data.getvalue()


def _relations(targets: dict[str, str]) -> str:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="r{i}" Type="{kinds}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets.items())
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


def workbook(rows: int = 6, columns: int = 4) -> bytes:
    """Return a workbook with a table, a merge, dates, percentages, a formula and a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Measure", *(f"Year {c}" for c in range(1, columns))])
    for r in range(1, rows):
        sheet.append([f"Area {r}", *((r * 31 + c * 17) % 997 for c in range(1, columns))])
    sheet["B2"].number_format = "0.0%"
    sheet["C2"].number_format = "yyyy-mm-dd"
    sheet["H1"] = "=1+1"
    sheet.merge_cells("A9:B10")
    book.create_sheet("Hidden").sheet_state = "hidden"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def open_document(body: str = ODT_BODY) -> bytes:
    """Return an odt with a body."""
    body = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {ODF}>{body}</office:document-content>"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        parts.writestr("content.xml", content)
    return data.getvalue()


def replaced(data: bytes, name: str, content: bytes) -> bytes:
    """Return a zipped file with one part's content exchanged, or added."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return result.getvalue()


SPLICES = (
    b'"2000000000"', b'"-1"', b'""', "²".encode(), b"\x00", b"&#0;", b"&#xD800;", b"&lol;", b"<!DOCTYPE x [", b"]]>",
    b"<!--",
    b"-->", b"<table>", b"</table>", b"<select>", b"<svg>", b"<script>", b"<td>", b"</p>", b"<w:tbl>", b"<w:p>",
    b"</w:p>", b'r="ZZZ99999999"', b"1e999", b"INF", b"NaN", b'encoding="utf-7"',
    b"charset=utf-16", b"\xff\xfe", b"\xef\xb7\x90",
)  # fmt: skip


def spoiled_bytes(data: bytes, chance: random.Random) -> bytes:
    """Return data with pieces cut, doubled, moved, overwritten and spliced."""
    spoilt = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        at, length = chance.randrange(len(spoilt) + 1), chance.randrange(1, 60)
        piece = bytes(spoilt[at : at + length])
        match chance.randrange(6):
            case 0:
                del spoilt[at : at + length]
            case 1:
                spoilt[at:at] = piece * chance.choice((1, 2, 300))
            case 2:
                spoilt[at : at + length] = chance.randbytes(len(piece))
            case 3:
                spoilt[at:at] = chance.choice(SPLICES)
            case 4:
                spoilt[at : at + length] = chance.choice(SPLICES)
            case _:
                other = chance.randrange(len(spoilt) + 1)
                spoilt[other:other] = piece
    return bytes(spoilt)


def spoiled_part(data: bytes, chance: random.Random) -> bytes:
    """Return a zipped file with one of its parts spoiled, its zip sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = [n for n in parts.namelist() if n.endswith((".xml", ".rels"))]
        name = chance.choice(names)
        content = parts.read(name)
    return replaced(data, name, spoiled_bytes(content, chance))


def spoiled_files(make: Callable[[], bytes], *, zipped: bool = True) -> st.SearchStrategy[bytes]:
    """Draw spoiled versions of a file: its bytes, or inside its parts."""
    data = make()

    def spoil(seed: int) -> bytes:
        chance = random.Random(seed)
        inside = zipped and chance.random() < 0.8
        return spoiled_part(data, chance) if inside else spoiled_bytes(data, chance)

    return st.integers(0, 2**48).map(spoil)
