"""The program in docs/embedding.md, run as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from flask.testing import FlaskClient

PAGE = Path(__file__).parents[1] / "docs" / "embedding.md"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    (program,) = re.findall(
        r"```python\n(from __future__.*?)```", PAGE.read_text("utf-8"), re.DOTALL
    )
    names: dict[str, Any] = {"__name__": "app"}
    exec(compile(program, str(PAGE), "exec"), names)
    return names["create_app"](str(tmp_path / "clips")).test_client()


def ask(client: FlaskClient, **arguments: Any) -> Any:
    return client.get("/search", query_string=arguments).get_json()


def test_search_with_an_own_facet(client: FlaskClient) -> None:
    answer = ask(client, q="氢能")

    assert {hit["id"] for hit in answer["hits"]} == {"1", "2"}
    assert all("<mark>氢能</mark>" in hit["html"] for hit in answer["hits"])
    assert answer["facets"] == {
        "region": {"重庆市": 1, "河南省": 1},
        "date": {"2023": 2},
        "desk": {"经济": 1, "科技": 1},
    }


def test_narrowing_counts_each_facet_without_its_own_filter(client: FlaskClient) -> None:
    answer = ask(client, desk="科技", region="河南")

    assert [(hit["id"], hit["desk"]) for hit in answer["hits"]] == [("2", "科技")]
    assert answer["facets"]["desk"] == {"科技": 1, "文化": 1}
    assert answer["facets"]["region"] == {"河南省": 1}


def test_a_mistake_of_the_user_is_explained(client: FlaskClient) -> None:
    response = client.get("/search", query_string={"q": "氢能", "region": "无此地"})

    assert response.status_code == 400
    assert "无此地" in response.get_json()["error"]


def test_articles_come_and_go(client: FlaskClient) -> None:
    record = {
        "headline": "龙舟赛",
        "text": "端午龙舟赛开桨。",
        "place": "湖北省",
        "day": "2024-06-10",
    }
    assert client.put("/articles/9", json={**record, "desk": "体育"}).status_code == 204
    assert ask(client, q="龍舟")["total"] == 1

    assert client.delete("/articles/9").status_code == 204
    assert client.delete("/articles/9").status_code == 404
    assert ask(client, q="龍舟")["total"] == 0


def test_requests_in_threads_while_one_writes(client: FlaskClient) -> None:
    answers: list[tuple[int, int]] = []
    start = Barrier(5)

    def search() -> None:
        start.wait()
        for _ in range(20):
            answer = ask(client.application.test_client(), q="牡丹")
            answers.append((answer["total"], sum(answer["facets"]["desk"].values())))

    threads = [Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    start.wait()
    for number in range(5):
        record = {
            "headline": "牡丹",
            "text": "牡丹",
            "place": "河南省",
            "day": "2024",
            "desk": "文化",
        }
        client.put(f"/articles/more{number}", json=record)
    for thread in threads:
        thread.join()

    assert len(answers) == 80
    assert all(total == counted and 1 <= total <= 6 for total, counted in answers)
    assert ask(client, q="牡丹")["total"] == 6
