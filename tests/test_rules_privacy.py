"""Rules on reviews, personal data, links and owners."""

import pytest

from asking import ask, disclosure, item
from gkcat.catalog import is_vague_owner
from gkcat.rules import (
    bad_link,
    missing_secrecy_review,
    partial_without_note,
    personal_data,
    published_before_review,
    published_in_future,
    review_forbids,
    vague_owner,
)

# ── personal data: the standards' and card networks' own example numbers ──────

IDENTITY = "11010519491231002X"  # the example in GB 11643
CARDS = [
    "6200000000000005",
    "6205500000000000004",
    "4111111111111111",
    "5555555555554444",
    "378282246310005",
    "3530111333300000",
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"身份证号{IDENTITY}", "身份证号"),
        (f"身份证号{IDENTITY.lower()}。", "身份证号"),
        ("证件110105 19491231 002X", "身份证号"),
        ("证件１１０１０５１９４９１２３１００２Ｘ", "身份证号"),
        ("电话13800138000", "手机号"),
        ("电话138-0013-8000", "手机号"),
        ("电话138 0013 8000（张某）", "手机号"),
        ("电话+86 13800138000", "手机号"),
        ("电话8613800138000", "手机号"),
        ("电话138－0013－8000", "手机号"),
        ("电话138—0013—8000", "手机号"),
        ("电话138\u30000013\u30008000", "手机号"),
        ("电话029-85551234/13800138000", "手机号"),
        ("电话13800138000/029-85551234", "手机号"),
        ("手机号：19900138000转告", "手机号"),
        *((f"卡号{card}", "银行卡号") for card in CARDS),
        ("卡号6205 5000 0000 0000 004", "银行卡号"),
    ],
)
def test_personal_data(text: str, kind: str) -> None:
    (problem,) = ask(personal_data.check, item(content=text))
    assert kind in problem.message
    assert problem.words in text


@pytest.mark.parametrize(
    "text",
    [
        "监督电话12345",
        "电话0912-8332345",
        "电话029-13800138",
        "热线400-1380-0138",
        "身份证号110105194912310021",  # wrong check sign
        "身份证号110105194913310021",  # no such month
        "身份证号990105194912310023",  # no such region
        "统一社会信用代码11610881MB2957839X",
        "统一社会信用代码91110105194912310X",
        "项目编号13800138000",
        "宗地代码：6200000000000005",
        "项目2026-13800138000-01",
        "证书编号为13800138000",
        "权力编码0610881001",
        "订单138001380001",
        "卡号6200000000000006",  # wrong check digit
        "账号1000000000000008",  # no known issuer
        "电话12800138000",
        "面积13800138000.5平方米",
        "https://www.gov.cn/13800138000.html",
        "https://www.gov.cn/13800138000",
        "见www.gov.cn/id/6200000000000005",
        "gov.cn/gk/13800138000.html",
        "2026—2030年，20261012 20261013",
    ],
)
def test_no_personal_data(text: str) -> None:
    assert ask(personal_data.check, item(content=text)) == []


def test_personal_data_is_never_repeated_in_full() -> None:
    for number in (IDENTITY, "13800138000", CARDS[0]):
        (problem,) = ask(personal_data.check, item(name=f"联系{number}"))
        assert number not in problem.message + problem.help
        assert number[3:-3] not in problem.message


def test_personal_data_each_number_once() -> None:
    text = "张某13800138000，李某13900138000，再打13800138000"
    assert len(ask(personal_data.check, item(content=text))) == 2


# ── reviews ──────────────────────────────────────────────────────────────────


def reviewed(result: str, on: str = "2026-10-12") -> dict[str, str]:
    return {"result": result, "by": "局保密审查领导小组", "on": on}


@pytest.mark.parametrize(
    ("result", "degree", "count"),
    [
        ("可以公开", "全部公开", 0),
        ("可以公开", "部分公开", 0),
        ("可以公开", "不予公开", 0),
        ("部分公开", "全部公开", 1),
        ("部分公开", "部分公开", 0),
        ("部分公开", "不予公开", 0),
        ("不予公开", "全部公开", 1),
        ("不予公开", "部分公开", 1),
        ("不予公开", "不予公开", 0),
    ],
)
def test_review_and_degree(result: str, degree: str, count: int) -> None:
    assert len(ask(review_forbids.check, disclosure(scope=degree, secrecy=reviewed(result)))) == count


def test_no_review_is_one_fault() -> None:
    given = disclosure(secrecy=None, published=[{"url": "https://a.gov.cn", "on": "2026-10-01"}])
    assert len(ask(missing_secrecy_review.check, given)) == 1
    assert ask(review_forbids.check, given) == ask(published_before_review.check, given) == []


@pytest.mark.parametrize(
    ("on", "early", "late"),
    [("2026-10-11", 1, 0), ("2026-10-12", 0, 0), ("2026-11-24", 0, 0), ("2026-11-25", 0, 1)],
)
def test_published_after_review_and_not_after_today(on: str, early: int, late: int) -> None:
    given = disclosure(published=[{"url": "https://a.gov.cn", "on": on}])
    assert len(ask(published_before_review.check, given)) == early
    assert len(ask(published_in_future.check, given)) == late


@pytest.mark.parametrize(
    ("degree", "note", "count"),
    [("全部公开", "", 0), ("部分公开", "", 1), ("部分公开", " ", 1), ("部分公开", "隐去姓名", 0), ("不予公开", "", 1)],
)
def test_partial_without_note(degree: str, note: str, count: int) -> None:
    assert len(ask(partial_without_note.check, disclosure(scope={"degree": degree, "note": note}))) == count


# ── links ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        "https://www.sxsm.gov.cn/gk/1.html",
        "http://www.gov.cn",
        "https://www.gov.cn:8443/a?b=1,2#c",
        "https://政府.中国/公开/目录",
        "https://a.gov.cn/%E5%85%AC.pdf",
        "HTTPS://WWW.GOV.CN/",
        "http://10.1.2.3/gk",
        "https://xn--fiq.gov.cn",
        "https://a-b.gov.cn/~x/(1)",
        "https://mp.weixin.qq.com/s/AbC_d-1",
    ],
)
def test_good_link(url: str) -> None:
    assert ask(bad_link.check, disclosure(published=[{"url": url, "on": "2026-10-20"}])) == []


@pytest.mark.parametrize(
    "url",
    [
        "www.gov.cn/a",
        "/gk/1.html",
        "gk/1.html",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,<script>",
        "ftp://a.gov.cn/1",
        "file:///etc/passwd",
        "//a.gov.cn/1",
        "https://",
        "https:///a",
        "http://localhost/a",
        "https://a.gov.cn/a b",
        " https://a.gov.cn",
        "https://a.gov.cn/\n",
        "https：//a.gov.cn",
        "https://a.gov.cn/。",
        "https://user:word@a.gov.cn",
        "https://a.gov.cn:99999/",
        "https://[::1",
        'https://a.gov.cn/"onclick="x',
        "https:\\\\a.gov.cn",
        "见市政府网站",
    ],
)
def test_bad_link(url: str) -> None:
    assert len(ask(bad_link.check, disclosure(published=[{"url": url, "on": "2026-10-20"}]))) == 1


# ── owners ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        "相关部门",
        "有关单位",
        "各有关部门",
        "市有关部门",
        "主管部门",
        "行业主管部门",
        "责任单位",
        "各部门",
        "各单位",
        "各级部门",
        "相关科室",
    ],
)
def test_vague_owner(name: str) -> None:
    assert is_vague_owner(name)
    assert len(ask(vague_owner.check, disclosure(owner=f"市教育局、{name}"))) == 1


@pytest.mark.parametrize(
    "name",
    [
        "市教育局",
        "市市场监管局",
        "各学校",
        "各镇（街道）",
        "各村委会",
        "责任保险公司",
        "单位食堂",
        "市人民政府",
        "部门联席会议办公室",
    ],
)
def test_owner_named(name: str) -> None:
    assert ask(vague_owner.check, disclosure(owner=name)) == []
