"""`python -m jianbao` is the same as `jianbao`."""

from __future__ import annotations

from jianbao.cli import main

if __name__ == "__main__":
    main()
