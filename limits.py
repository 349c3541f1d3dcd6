"""Every limit in one place, with its unit.  Raising one is a matter of editing this file."""

MAX_FILE_BYTES = 512 * 1024 * 1024
"""Largest source file, in bytes on disk or after decompression."""
MAX_PAGE_CHARS = 50_000_000
"""Largest page that is split into articles, in code points."""
MAX_RECORD_BYTES = 16 * 1024 * 1024
"""Longest JSONL line or CSV field, in bytes."""
MAX_ARCHIVE_MEMBERS = 200_000
"""Members of one zip archive."""
MAX_ARCHIVE_BYTES = 4 * 1024 * 1024 * 1024
"""Sum of the decompressed members of one archive, in bytes."""
MAX_COMPRESSION_RATIO = 200
"""Decompressed size / compressed size, above which an archive member counts as a bomb."""
MAX_JSON_DEPTH = 64
"""Nesting of a JSON document."""
MAX_QUERY_CHARS = 10_000
"""Length of a query, in code points."""
MAX_QUERY_NODES = 1_000
"""Terms, phrases and operators of one query."""
MAX_QUERY_DEPTH = 64
"""Nesting of parentheses and NOTs in one query."""
MAX_RESULT_WINDOW = 100_000
"""offset + limit of one search."""
BOMB_FLOOR_BYTES = 16 * 1024 * 1024
"""Decompressed size up to which any compression ratio is believed, in bytes."""
MAX_MAIN_TEXT_CHARS = 1_000_000
"""Largest HTML source whose main text is looked for, in code points; others are taken whole."""
MAX_PDF_PAGES = 5_000
"""Pages of one pdf file."""
MAX_PDF_SECONDS = 120
"""Time for one pdf file, looked at after each page."""
