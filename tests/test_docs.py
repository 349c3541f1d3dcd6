"""What there is, is documented; what is documented, is there."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import jianbao
from jianbao.cli import cli

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")])
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in PAGES}
LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", jianbao.__all__)
def test_public_names_are_explained(name: str) -> None:
    value = getattr(jianbao, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        # Dataclasses without a docstring get their signature as one.
        assert value.__doc__ and not value.__doc__.startswith(f"{name}(")
    assert f"`{name}" in TEXTS["docs/embedding.md"]


@pytest.mark.parametrize("name", [each for each in vars(jianbao.Index) if not each.startswith("_")])
def test_methods_of_an_index_are_explained(name: str) -> None:
    assert inspect.getdoc(getattr(jianbao.Index, name))


@pytest.mark.parametrize("name", cli.commands)
def test_commands_and_their_options_are_explained(name: str) -> None:
    command = cli.commands[name]
    page = TEXTS["docs/command-line.md"]

    assert command.help and "Example" in command.help
    assert f"## jianbao {name}" in page
    for parameter in command.params:
        long = [each for each in parameter.opts if each.startswith("--")]
        assert all(f"`{option}" in page for option in long), long


@pytest.mark.parametrize("page", TEXTS)
def test_links_lead_somewhere(page: str) -> None:
    for target in LINK.findall(CODE.sub("", TEXTS[page])):
        if not re.match(r"https?://", target):
            path, _, heading = target.partition("#")
            linked = (ROOT / page).parent / path if path else ROOT / page
            assert linked.exists(), target
            if heading:
                headings = re.findall(r"^#+ (.*)$", linked.read_text("utf-8"), re.MULTILINE)
                assert heading in {
                    re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings
                }


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_program_in_the_readme_runs(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```", TEXTS[page], re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    exec(compile(program, page, "exec"), {})

    assert capsys.readouterr().out.splitlines()[-1] == "1 [('重庆市', 1)]"


def test_the_architecture_names_modules_that_exist() -> None:
    rows = re.findall(
        r"^\| [^|]+ \| (`\w+`(?:, `\w+`)*) \|", TEXTS["ARCHITECTURE.md"], re.MULTILINE
    )
    rows += re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", TEXTS["ARCHITECTURE.md"], re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"\w+", row)}
    modules = {path.stem for room in ("indexer", "search") for path in (ROOT / room).glob("*.py")}
    assert len(named) > 40
    assert named - modules == set()
