"""From query text to results: parse, evaluate, rank, count facets, cut snippets."""
