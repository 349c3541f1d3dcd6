"""Read docx and pdf files with python-docx and pypdf, which the extra `jianbao[office]` brings.

Both libraries raise whatever comes to their mind on damaged files, and read what strangers made:
sizes are checked before and between their steps.
"""

from __future__ import annotations

import io
import time
import zipfile
from typing import TYPE_CHECKING

from jianbao import limits
from jianbao.errors import SourceError
from jianbao.indexer.records import Stated

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from pypdf import PdfReader

_MISSING = "needs more packages: pip install 'jianbao[office]'"


def read_docx(data: bytes, path: str) -> tuple[str, Stated]:
    """Return paragraphs and table rows as lines, and the title property if it can be believed."""
    try:
        import docx
    except ImportError:
        raise SourceError(path, f"docx {_MISSING}") from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > limits.MAX_FILE_BYTES:
                raise SourceError(
                    path, f"unpacks to more than {limits.MAX_FILE_BYTES:,} bytes (MAX_FILE_BYTES)"
                )
        document = docx.Document(io.BytesIO(data))
        text = "\n".join(_blocks(document))
        title = document.core_properties.title
    except SourceError:
        raise
    except Exception as error:  # KeyError, ValueError, XML and zip errors: all mean a damaged file
        raise SourceError(path, f"a damaged docx file ({_reason(error)})") from error
    return text, _stated(title, text)


def _blocks(document: Document) -> list[str]:
    from docx.text.paragraph import Paragraph

    lines: list[str] = []
    for block in document.iter_inner_content():
        lines += [block.text] if isinstance(block, Paragraph) else _rows(block)
    return lines


def _rows(table: Table) -> list[str]:
    rows = []
    for row in table.rows:
        # A merged cell is there once for each column that it spans.
        cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
        rows.append("\t".join(cell for cell in cells if cell))
    return rows


def read_pdf(data: bytes, path: str) -> tuple[str, Stated]:
    """Return the text layer, and the title property if it can be believed."""
    try:
        import pypdf
    except ImportError:
        raise SourceError(path, f"pdf {_MISSING}") from None
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(path, "an encrypted pdf; save it without the password")
        if len(reader.pages) > limits.MAX_PDF_PAGES:
            raise SourceError(
                path, f"more than {limits.MAX_PDF_PAGES:,} pages (MAX_PDF_PAGES); split it"
            )
        text = _page_texts(reader, path)
        title = reader.metadata.title if reader.metadata else None
    except SourceError:
        raise
    except Exception as error:  # pypdf passes on the errors of every layer: all mean a damaged file
        raise SourceError(path, f"a damaged pdf file ({_reason(error)})") from error
    if not text or text.isspace():
        raise SourceError(path, "a pdf without a text layer (a scan?); run it through OCR first")
    return text, _stated(title, text)


def _page_texts(reader: PdfReader, path: str) -> str:
    deadline = time.monotonic() + limits.MAX_PDF_SECONDS
    pages: list[str] = []
    length = 0
    for page in reader.pages:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > limits.MAX_PAGE_CHARS:
            raise SourceError(
                path, f"more than {limits.MAX_PAGE_CHARS:,} characters (MAX_PAGE_CHARS); split it"
            )
        if time.monotonic() > deadline:
            raise SourceError(
                path,
                f"takes more than {limits.MAX_PDF_SECONDS} seconds (MAX_PDF_SECONDS); split it",
            )
    return "\n".join(pages)


def _stated(title: str | None, text: str) -> Stated:
    """Believe a title that the text begins with; most others are left over from a template."""
    title = (title or "").strip()
    return Stated(title=title if title and title in text[: len(title) + 200] else None)


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
