"""The built wheel, in an empty environment: what a user gets."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel outside the sources, so that nothing old gets into it."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, source)
    for name in ("indexer", "search"):
        shutil.copytree(ROOT / name, source / name)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist", source],
        check=True,
        capture_output=True,
    )
    (path,) = (folder / "dist").glob("*.whl")
    return path


def test_holds_the_package_its_data_and_the_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        info = next(name.split("/")[0] for name in names if ".dist-info/" in name)
        metadata = message_from_bytes(archive.read(f"{info}/METADATA"))

    assert {name.split("/")[0] for name in names} == {"jianbao", info}
    for folder in (".", "indexer", "search"):
        expected = {f"jianbao/{path.relative_to(ROOT)}" for path in (ROOT / folder).glob("*.py")}
        assert expected <= names
    data = {path.name for path in (ROOT / "indexer" / "data").iterdir() if path.suffix != ".py"}
    assert {f"jianbao/indexer/data/{name}" for name in data if name != "__pycache__"} <= names
    assert "jianbao/py.typed" in names
    licences = {Path(name).name for name in names if name.startswith(f"{info}/")}
    assert {"LICENSE", "gazetteer-LICENSE.txt", "opencc-LICENSE.txt"} <= licences
    assert metadata["Name"] == "jianbao"
    assert "Apache-2.0" in metadata["License"]


def test_installs_and_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    scripts = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    clips = tmp_path / "clips"
    clips.mkdir()
    (clips / "1.txt").write_text(
        "重庆大渡口：氢能项目开工\n\n2023年6月25日，重庆市大渡口区的氢能项目开工，总投资12亿元。\n",
        "utf-8",
    )
    (clips / "2.txt").write_text(
        "洛阳牡丹迎客\n\n2024年4月9日，河南省洛阳市的牡丹开了，游客络绎不绝。\n", "gb18030"
    )

    def run(*arguments: str | Path) -> str:
        done = subprocess.run(
            arguments, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(scripts / "python", "-m", "pip", "--disable-pip-version-check", "install", wheel)
    report = json.loads(run(scripts / "jianbao", "index", clips, "-i", "news", "--json"))
    assert (report["added"], report["failed"]) == (2, [])

    found = json.loads(
        run(scripts / "jianbao", "search", "氫能 項目", "-i", "news", "--json", "--facet", "region")
    )
    assert [hit["title"] for hit in found["hits"]] == ["重庆大渡口：氢能项目开工"]
    assert found["hits"][0]["date"]["value"] == "2023-06-25"
    assert found["facets"]["region"][0]["children"][0]["value"] == "重庆市/大渡口区"

    look = "import importlib.util as u; print([n for n in ('search','indexer','cli') if u.find_spec(n)])"
    assert (
        run(scripts / "python", "-P" if sys.version_info >= (3, 11) else "-I", "-c", look) == "[]\n"
    )
