"""Rules on what is cited: repealed and future laws, numbers, articles, grounds of withholding."""

from datetime import date

import pytest

from asking import CATALOG, ask, item, mended
from gkcat.catalog import Catalog
from gkcat.citation import citations, names_article
from gkcat.finding import Problem
from gkcat.rules import missing_article, number_disagrees, repealed_law, withheld_without_ground
from gkcat.tables import Law

HEAD = CATALOG.head


def catalog(**law: object) -> Catalog:
    """A catalogue as of 2026-11-01 that knows 《甲条例》, as given, and 《乙条例》."""
    laws = (Law.model_validate({"title": "甲条例", **law}), Law(title="乙条例"))
    return Catalog(head=HEAD, laws=laws, withholding=CATALOG.withholding)


def test_citations_give_each_title_with_what_follows() -> None:
    assert citations("依据《甲》第一条、《转发〈乙〉的通知》（国办发〔2017〕1号）") == (
        ("甲", "第一条、"),
        ("转发〈乙〉的通知", "（国办发〔2017〕1号）"),
    )
    assert citations("没有书名号") == ()


@pytest.mark.parametrize(
    "words", ["第四十七条", "第12条", "第十、十一条", "第三十一条第一款", "（国务院令第1号）第零条"]
)
def test_names_article(words: str) -> None:
    assert names_article(words)


@pytest.mark.parametrize("words", ["", "第X条", "第×条", "第三章", "附条件", "国务院令第711号", "条例第号"])
def test_names_no_article(words: str) -> None:
    assert not names_article(words)


# ── repealed, and not yet in force ───────────────────────────────────────────


def repealed(basis: str, **law: object) -> list[Problem]:
    return ask(repealed_law.check, item(basis=basis), catalog(**law))


@pytest.mark.parametrize(
    ("basis", "safe"),
    [
        ("《甲条例》", True),
        ("依据《甲条例》", True),
        ("《甲条例》第三条", False),
        ("《甲条例》（国务院令第1号）", False),
    ],
)
def test_repealed_law_is_mended_safely_only_when_bare(basis: str, safe: bool) -> None:  # noqa: FBT001 - a case
    problems = repealed(basis, repealed=date(2026, 11, 1), replaced_by="乙条例")
    assert [problem.fix.safe for problem in problems if problem.fix] == [safe]
    assert mended(basis, problems) == basis.replace("甲条例", "乙条例")
    assert "2026年11月1日" in problems[0].message


def test_law_repealed_later_is_in_force() -> None:
    assert repealed("《甲条例》第一条", repealed=date(2026, 11, 2), replaced_by="乙条例") == []


def test_repealed_law_without_successor_has_no_fix() -> None:
    (problem,) = repealed("《甲条例》", repealed=date(2020, 1, 1))
    assert problem.fix is None


def test_law_named_within_a_longer_title_is_left_alone() -> None:
    basis = "《城市甲条例》和《甲条例》"
    problems = repealed(basis, repealed=date(2020, 1, 1), replaced_by="乙条例")
    assert mended(basis, problems) == "《城市甲条例》和《乙条例》"


def test_short_name_of_a_repealed_law() -> None:
    (problem,) = repealed("《老甲》第一条", repealed=date(2020, 1, 1), replaced_by="乙条例", short=["老甲"])
    assert problem.words == "《老甲》"


@pytest.mark.parametrize(("effective", "count"), [(date(2026, 11, 1), 0), (date(2026, 11, 2), 1), (None, 0)])
def test_law_not_yet_in_force(effective: date | None, count: int) -> None:
    problems = repealed("《甲条例》第一条", effective=effective)
    assert len(problems) == count
    assert all("尚未施行" in problem.message for problem in problems)


def test_law_not_yet_in_force_names_the_one_it_replaces() -> None:
    old = Law(title="旧条例", repealed=date(2027, 1, 1), replaced_by="甲条例")
    known = Catalog(head=HEAD, laws=(Law(title="甲条例", effective=date(2027, 1, 1)), old))
    (problem,) = ask(repealed_law.check, item(basis="《甲条例》第一条"), known)
    assert "《旧条例》" in problem.help


def test_repealed_law_withholding_something() -> None:
    given = item(disclosures=[], withheld={"reason": "个人隐私", "basis": "《甲条例》第三条"})
    problems = ask(repealed_law.check, given, catalog(repealed=date(2020, 1, 1)))
    assert [problem.at for problem in problems] == [("withheld", "basis")]


# ── numbers ──────────────────────────────────────────────────────────────────


def numbered(rest: str, number: str, **law: object) -> list[Problem]:
    return ask(number_disagrees.check, item(basis=f"《甲条例》{rest}"), catalog(number=number, **law))


@pytest.mark.parametrize(
    ("rest", "number"),
    [
        ("（国务院令第711号）第三条", "国务院令第711号"),
        ("(国务院令第711号)第三条", "国务院令第711号"),
        ("（中华人民共和国国务院令第711号）", "国务院令第711号"),
        ("（国令第711号）", "国务院令第711号"),
        ("（国务院第711号令）", "国务院令第711号"),
        ("（国务院令第七百一十一号）", "国务院令第711号"),
        ("（国务院令第 711 号）", "国务院令第711号"),
        ("（国务院令第７１１号）", "国务院令第711号"),
        ("（主席令第三十二号）", "主席令第32号"),
        ("（主席令第二十号）", "主席令第20号"),
        ("（主席令第十号）", "主席令第10号"),
        ("（国务院令第492号公布，国务院令第711号修订）", "国务院令第711号"),
        ("（住房城乡建设部令第11号）", "住房和城乡建设部令第11号"),
        ("（国务院国资委、财政部令第32号）", "国务院国资委、财政部令第32号"),
        ("（交通运输部令2015年第24号）", "交通运输部令2015年第24号"),
        ("（交通运输部令第24号）", "交通运输部令2015年第24号"),
        ("（国办发[2017]42号）", "国办发〔2017〕42号"),
        ("（国办发（2017）42号）", "国办发〔2017〕42号"),
        ("（国办发〔 2017 〕 42 号）", "国办发〔2017〕42号"),
        ("（国办发〔2017〕第42号）", "国办发〔2017〕42号"),
        ("（2019年修订）第三条", "国务院令第711号"),
        ("（试行）", "国务院令第711号"),
        ("附件12号样表", "国务院令第711号"),
        ("第三条", "国务院令第711号"),
        ("（国务院令第711号）", ""),
    ],
)
def test_number_agrees(rest: str, number: str) -> None:
    assert numbered(rest, number) == []


@pytest.mark.parametrize(
    ("rest", "wrong", "number"),
    [
        ("（国务院令第492号）第三条", "国务院令第492号", "国务院令第711号"),
        ("（主席令第二十八号）", "主席令第二十八号", "主席令第32号"),
        ("（国务院第492号令）", "国务院第492号令", "国务院令第711号"),
        ("（国办发〔2017〕24号）", "国办发〔2017〕24号", "国办发〔2017〕42号"),
        ("（国办发[2016]42号）", "国办发[2016]42号", "国办发〔2017〕42号"),
        ("（国发〔2017〕42号）", "国发〔2017〕42号", "国办发〔2017〕42号"),
        ("（交通运输部令2016年第24号）", "交通运输部令2016年第24号", "交通运输部令2015年第24号"),
        ("（国务院国资委、财政部令第3号）", "国务院国资委、财政部令第3号", "国务院国资委、财政部令第32号"),
        ("（国办发〔2017〕42号）", "国办发〔2017〕42号", "国务院令第711号"),
    ],
)
def test_number_disagrees(rest: str, wrong: str, number: str) -> None:
    (problem,) = numbered(rest, number)
    assert problem.words == wrong
    assert problem.fix
    assert not problem.fix.safe
    assert mended(rest, [problem]) == rest.replace(wrong, number)


def test_number_of_a_repealed_law_is_no_fault_of_its_own() -> None:
    assert numbered("（国务院令第1号）", "国务院令第2号", repealed=date(2020, 1, 1)) == []


# ── articles ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "basis", ["《甲条例》", "《甲条例》（国务院令第711号）", "《甲条例》的规定", "《甲条例》《乙条例》第三条"]
)
def test_missing_article(basis: str) -> None:
    assert [problem.words for problem in ask(missing_article.check, item(basis=basis), catalog())] == ["《甲条例》"]


@pytest.mark.parametrize(
    ("title", "articles"),
    [
        ("甲办法", True),
        ("甲暂行规定", True),
        ("甲实施细则", True),
        ("关于甲的通知", False),
        ("甲行动方案", False),
        ("甲规则", True),
        ("甲标准", False),
        ("甲条例", False),
        ("甲法", False),
        ("甲条例（试行）", True),
    ],
)
def test_article_is_not_asked_of(title: str, articles: bool) -> None:  # noqa: FBT001 - a case
    known = Catalog(head=HEAD, laws=(Law(title=title, articles=articles),))
    assert ask(missing_article.check, item(basis=f"《{title}》"), known) == []


@pytest.mark.parametrize("rest", ["第三条", "第三、四条", "（国务院令第711号）第三条", "第三章", "第×条", "第 3 条"])
def test_article_is_there(rest: str) -> None:
    assert ask(missing_article.check, item(basis=f"《甲条例》{rest}"), catalog()) == []


def test_article_of_a_repealed_law_is_not_asked_for() -> None:
    assert ask(missing_article.check, item(basis="《甲条例》"), catalog(repealed=date(2020, 1, 1))) == []


# ── grounds of withholding ───────────────────────────────────────────────────

GROUND = "《中华人民共和国政府信息公开条例》第十五条"


def withheld(reason: str, basis: str) -> list[Problem]:
    given = item(disclosures=[], withheld={"reason": reason, "basis": basis})
    return ask(withheld_without_ground.check, given)


@pytest.mark.parametrize(
    ("reason", "basis", "at"),
    [
        ("", GROUND, ["reason"]),
        ("隐私", GROUND, ["reason"]),
        ("领导要求", GROUND, ["reason"]),
        ("个人隐私", "", ["basis"]),
        ("个人隐私", "《中华人民共和国政府信息公开条例》", ["basis"]),
        ("", "", ["reason", "basis"]),
        ("个人隐私", GROUND, []),
    ],
)
def test_withheld_without_ground(reason: str, basis: str, at: list[str]) -> None:
    assert [problem.at[-1] for problem in withheld(reason, basis) if isinstance(problem.at, tuple)] == at


def test_withheld_for_a_reason_nearly_right() -> None:
    (problem,) = withheld("隐私", GROUND)
    assert problem.fix
    assert (problem.fix.text, problem.fix.safe) == ("个人隐私", False)


def test_withheld_with_a_list_of_reasons_that_could_not_be_read() -> None:
    given = item(disclosures=[], withheld={"reason": "某种理由", "basis": GROUND})
    assert ask(withheld_without_ground.check, given, Catalog()) == []
