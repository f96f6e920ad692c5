"""Rules on the words themselves: what they mend, and above all what they leave alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking import ask, item, mended
from gkcat.finding import difference
from gkcat.prose import list_number
from gkcat.rules import (
    half_width_punctuation,
    invisible_character,
    over_long_name,
    personal_data,
    placeholder,
    repeated_entry,
    typed_list_number,
    unbalanced_title_marks,
    wrong_number_brackets,
)

# ── the words in which two texts differ ──────────────────────────────────────

few_signs = st.text(alphabet="甲乙,， 1", max_size=12)


@given(few_signs.filter(bool), few_signs)
def test_difference_replaces_just_what_differs(old: str, new: str) -> None:
    words, text = difference(old, new)
    if old != new:
        assert old.count(words) == 1
        assert old.replace(words, text) == new


# ── the one look at an item's prose ──────────────────────────────────────────

ON_SIGNS = (
    half_width_punctuation,
    invisible_character,
    personal_data,
    placeholder,
    typed_list_number,
    unbalanced_title_marks,
    wrong_number_brackets,
)
USUAL = (
    "征收|一|国办发|《甲法》|《甲 乙》|《甲〈乙〉》|（试行）|）|（2017）|〔2017〕|2017|42号|第7号"
    "|、|。|，|：|“|”|…|—|0912|1380013|\n征收|\n《甲法》"
)
ODD = "《|》|〈|〉|（|〔|〕|13800138000|(|)|,|.|A4|①|０|[|xx|×|？|待定|·|-|二、| |1. |\n|\n一|\u200b"
usual, odd = st.sampled_from(USUAL.split("|")), st.sampled_from(ODD.split("|"))
words = st.lists(usual, max_size=5).map("".join)
spoilt = st.tuples(words, odd, words).map("".join)
texts = (words | words | spoilt).map("征收{}".format)


@given(texts, texts, texts)
def test_plain_prose_holds_nothing_that_a_rule_on_signs_finds(name: str, content: str, basis: str) -> None:
    given = item(name=name, content=[content, "征收"], basis=[basis])
    seen_as_odd = item(name=name, content=[content, "征收"], basis=[basis])
    seen_as_odd.__dict__["plain"] = False
    for rule in ON_SIGNS:
        assert ask(rule.check, given) == ask(rule.check, seen_as_odd)


def test_most_prose_is_plain() -> None:
    assert item(
        name="征地补偿（2026年）", content=["征收范围、“三公”经费：…", "《国务院办公厅 财政部关于甲〈乙〉的通知》"]
    ).plain
    assert not item(name="征地补偿A").plain


# ── placeholder ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "待定",
        "（待定）",
        "待补充",
        "暂无",
        "暂无内容",
        "无",
        "略",
        "（略）",
        "从略",
        "同上",
        "TODO",
        "N/A",
        "/",
        "——",
        "……",
        "×××",
        "XXX",
        "此处填写办理流程",
        "补偿标准待定",
        "具体内容待补充。",
        "办理流程（待完善）",
        "××局办事指南",
        "20XX年征地计划",
        "X年X月X日公告内容",
        "办理流程同上",
        "征收范围TODO",
        "联系电话____",
        "征收范围（此处填写范围）",
    ],
)
def test_placeholder(text: str) -> None:
    assert len(ask(placeholder.check, item(content=text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "发展战略",
        "经济社会发展概略",
        "标题省略的文件",
        "被征地农民待遇",
        "群众接待",
        "优待对象名单",
        "会同上级部门检查情况",
        "无障碍设施改造情况",
        "暂无房户的认定条件",
        "暂停受理的情形",
        "待岗人员培训",
        "养老待遇核定",
        "房屋面积核实、接待补充",
        "补充材料、更正材料的要求",
        "申请表（填写说明）",
        "X光检查结果",
        "3×3篮球场开放时间",
        "长×宽等规格",
        "XML格式的数据",
        "TAXI运价",
        "A/B类学校名单",
        "测试机构名单",
    ],
)
def test_no_placeholder(text: str) -> None:
    assert ask(placeholder.check, item(content=text)) == []


@pytest.mark.parametrize(
    "given",
    [
        {"owner": "待定"},
        {"deadline": "同上"},
        {"deadline": "自××之日起20个工作日内"},
        {"basis": "待定"},
        {"basis": "《××办法》第三条"},
        {"disclosures": [], "withheld": {"reason": "个人隐私", "basis": "待定"}},
    ],
)
def test_placeholder_is_left_to_the_rule_on_that_very_thing(given: dict[str, object]) -> None:
    assert ask(placeholder.check, item(**given)) == []


def test_placeholder_in_readable_deadline_and_known_law() -> None:
    assert ask(placeholder.check, item(deadline="自XX方案批准之日起20个工作日内"))
    assert ask(placeholder.check, item(basis="《中华人民共和国土地管理法》第×条"))


# ── half-width punctuation and blanks ────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("征收范围,土地现状", "征收范围，土地现状"),
        ("公告;公示", "公告；公示"),
        ("条件:本市户籍", "条件：本市户籍"),
        ("电话: 12345", "电话：12345"),
        ("怎么申请?", "怎么申请？"),
        ("方案(试行)", "方案（试行）"),
        ("方案(2017)公示", "方案（2017）公示"),
        ("方案 (试行) 全文", "方案（试行）全文"),
        ("方案（试行)", "方案（试行）"),
        ("方案(含附件(一))", "方案（含附件（一））"),
        ("共 20 个工作日", "共20个工作日"),
        ("征收范围、 土地现状", "征收范围、土地现状"),
        ("《甲办法》 第十条", "《甲办法》第十条"),
        ("网址: https://a.gov.cn/x,y?z=(1)", "网址：https://a.gov.cn/x,y?z=(1)"),
        ("上午8:30开门,下午5:00关门,周末1,000人", "上午8:30开门，下午5:00关门，周末1,000人"),
        ("比例:1:500", "比例：1:500"),
        ("微信APP,政府网站", "微信APP，政府网站"),
        ("规模(Hello, world)", "规模（Hello, world）"),
    ],
)
def test_half_width_is_mended_at_once(text: str, right: str) -> None:
    problems = ask(half_width_punctuation.check, item(content=text))
    assert len(problems) == 1
    assert problems[0].fix
    assert problems[0].fix.safe
    assert mended(text, problems) == right
    assert ask(half_width_punctuation.check, item(content=right)) == []


@pytest.mark.parametrize(
    "text",
    [
        "服务时间8:30—12:00",
        "1:500地形图",
        "比例1:1",
        "补助1,000元",
        "每户1.5万元",
        "登录 App Store 下载",
        "https://www.gov.cn/a?b=1,2",
        "www.gov.cn/a(1).html",
        "邮箱a.b@gov.cn",
        "PM2.5(ug/m3)",
        "Q&A: how, when, why?",
        "国办发(2017)42号",
        "国办发 [2017] 42号",
        "(1)征收范围",
        "1. 征收范围",
        "Microsoft Office (2017)",
        "征收范围，土地现状（含附着物）",
        "住房公积金“一网通办”",
        "Ca(OH)2的使用",
    ],
)
def test_half_width_is_left_where_it_belongs(text: str) -> None:
    assert ask(half_width_punctuation.check, item(content=text)) == []


def test_half_width_in_titles_is_left_to_the_list_of_laws() -> None:
    joint = "《住房城乡建设部 财政部关于甲的意见(试行)》（建保〔2016〕281号）"
    assert ask(half_width_punctuation.check, item(basis=joint)) == []
    assert ask(half_width_punctuation.check, item(content="《住房城乡建设部 财政部关于甲的意见》解读")) == []
    assert ask(half_width_punctuation.check, item(content="《甲办法(试行)》解读"))


def test_half_width_in_owner_is_an_unknown_owner() -> None:
    assert ask(half_width_punctuation.check, item(owner="市自然资源局,市教育局")) == []


def test_blank_between_words_is_no_certain_mend() -> None:
    text = "政府网站 公示栏,电话"
    problems = ask(half_width_punctuation.check, item(content=text))
    assert [problem.fix.safe for problem in problems if problem.fix] == [True, False]
    assert mended(text, problems) == "政府网站公示栏，电话"


@given(st.text(alphabet="甲乙1a,:;?!() （）《》、\n.", max_size=16))
def test_half_width_mend_is_whole(text: str) -> None:
    problems = ask(half_width_punctuation.check, item(content=text + "甲"))
    right = mended(text + "甲", [problem for problem in problems if problem.fix and problem.fix.safe])
    again = ask(half_width_punctuation.check, item(content=right))
    assert not [problem for problem in again if problem.fix and problem.fix.safe]


# ── brackets of document numbers ─────────────────────────────────────────────


@pytest.mark.parametrize(
    "wrong", ["[2017]", "(2017)", "（2017）", "【2017】", "﹝2017﹞", "［2017］", " [2017] ", "〔2017]", "{2017}"]
)
def test_number_brackets(wrong: str) -> None:
    text = f"国办发{wrong}42号"
    problems = ask(wrong_number_brackets.check, item(content=text))
    assert len(problems) == 1
    assert mended(text, problems) == "国办发〔2017〕42号"


def test_number_brackets_are_mended_all_at_once() -> None:
    text = "国办发[2017]42号和国发[2017]42号"
    problems = ask(wrong_number_brackets.check, item(content=text))
    assert len(problems) == 1
    assert mended(text, problems) == "国办发〔2017〕42号和国发〔2017〕42号"


@pytest.mark.parametrize(
    "text",
    [
        "国办发〔2017〕42号",
        "国办发〔2017〕第42号",
        "（2017）陕0881民初42号",
        "征地方案（2017）",
        "2017年第42号公告",
        "主席令第32号",
        "规划（2021—2035年）3号地块",
        "教室(101)3号楼",
        "征地公告（2017年）42号",
        "ISO[2017]42号",
    ],
)
def test_other_brackets(text: str) -> None:
    assert ask(wrong_number_brackets.check, item(content=text)) == []


# ── title marks ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("《甲办法", 1),
        ("甲办法》", 1),
        ("《甲〉", 2),
        ("《甲〈乙》丙〉", 2),
        ("》《", 2),
        ("《甲》乙》", 1),
        ("《甲《乙》", 1),
    ],
)
def test_stray_title_marks(text: str, count: int) -> None:
    assert len(ask(unbalanced_title_marks.check, item(content=text))) == count


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("《转发《甲办法》的通知》", "《转发〈甲办法〉的通知》"),
        ("〈甲办法〉解读", "《甲办法》解读"),
        ("《转发〈印发〈甲〉的通知〉的通知》", "《转发〈印发《甲》的通知〉的通知》"),
    ],
)
def test_wrongly_nested_title_marks(text: str, right: str) -> None:
    problems = ask(unbalanced_title_marks.check, item(content=text))
    assert len(problems) == 1
    assert mended(text, problems) == right


@pytest.mark.parametrize(
    "text",
    [
        "《甲办法》",
        "《甲办法》和《乙办法》",
        "《转发〈甲办法〉的通知》解读",
        "《转发〈甲〉〈乙〉的通知》",
        "《转发〈印发《甲》的通知〉的通知》",
        "没有书名号",
        "“一卡通”",
        "《》",
        "面积<60平方米",
        "〔2017〕",
    ],
)
def test_sound_title_marks(text: str) -> None:
    assert ask(unbalanced_title_marks.check, item(content=text)) == []


def test_marks_of_two_texts_make_no_pair() -> None:
    assert len(ask(unbalanced_title_marks.check, item(content=["《甲", "乙》"]))) == 2


def test_title_marks_in_basis_are_left_to_the_list_of_laws() -> None:
    assert ask(unbalanced_title_marks.check, item(basis="《中华人民共和国土地管理法第四十七条")) == []
    assert ask(unbalanced_title_marks.check, item(basis="《转发《甲办法》的通知》")) == []
    assert ask(unbalanced_title_marks.check, item(basis="《中华人民共和国土地管理法》第四条》"))


# ── names and numbers of lists ───────────────────────────────────────────────


@pytest.mark.parametrize(("length", "count"), [(40, 0), (41, 1)])
def test_name_of_forty_characters(length: int, count: int) -> None:
    assert len(ask(over_long_name.check, item(name="征" * length))) == count


@pytest.mark.parametrize(
    "number",
    [
        "1.",
        "1、",
        "12. ",
        "1．",
        "（1）",
        "(1)",
        "（一）",
        "（十一）",
        "一、",
        "①",
        "⑴",
        "• ",
        "●",
        "- ",
        "-",
        "—",
        "1）",
        "1.（1）",
        "* ",
    ],
)
def test_typed_number(number: str) -> None:
    text = f"{number}征收范围1.说明"
    problems = ask(typed_list_number.check, item(content=text))
    assert len(problems) == 1
    assert mended(text, problems) == "征收范围1.说明"


@pytest.mark.parametrize(
    "text",
    [
        "12345热线",
        "1:500地形图",
        "3日内公示",
        "2026年征地计划",
        "1.5米以下儿童",
        "3.15活动安排",
        "一、二年级学生名单",
        "三、四级残疾人补贴",
        "1、2号楼住户",
        "-5℃以下供暖",
        "一户一宅",
        "（2017年）计划",
        "24小时求助电话",
        "“三公”经费",
        "C级修缮",
        "10—12月发放",
        "1.",
        "★",
    ],
)
def test_no_typed_number(text: str) -> None:
    assert ask(typed_list_number.check, item(content=text)) == []


@given(st.text(alphabet="1一.、（）①-甲 ", max_size=8))
def test_list_number_never_takes_the_whole(text: str) -> None:
    assert text.startswith(list_number(text))
    assert list_number(text) != text or not text


# ── the second look ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ('征收"范围"和"土地"', "征收“范围”和“土地”"),
        ("征收范围.", "征收范围。"),
        ('("征收")', "（“征收”）"),
        ('"互联网+政务服务",指南', "“互联网+政务服务”，指南"),
    ],
)
def test_straight_quotes_and_full_stops(text: str, right: str) -> None:
    assert mended(text, ask(half_width_punctuation.check, item(content=text))) == right


@pytest.mark.parametrize(
    "text",
    ['19"显示器', '"AB"型', "征收范围...", "见 www.gov.cn.", "1 征收范围", "3 个工作日内", "A.征收", '"甲"乙"丙'],
)
def test_quotes_stops_and_numbers_that_may_be_meant(text: str) -> None:
    assert ask(half_width_punctuation.check, item(content=text)) == []


@pytest.mark.parametrize(
    ("text", "right", "count"),
    [
        ("1.征收范围；2.土地现状；3.补偿", "征收范围；土地现状；补偿", 3),
        ("①征收范围②土地现状", "征收范围；土地现状", 2),
        ("（1）征收，（2）标准", "征收；标准", 2),
        ("一、征收\n二、标准", "征收；标准", 2),
        ("1.征收1.5倍，2.标准", "征收1.5倍；标准", 2),
    ],
)
def test_things_numbered_within_one_entry(text: str, right: str, count: int) -> None:
    (problem,) = ask(typed_list_number.check, item(content=text))
    assert problem.fix is not None
    assert not problem.fix.safe
    assert f"{count} 条" in problem.help
    assert mended(text, [problem]) == right


def test_of_a_long_text_only_what_differs_is_shown() -> None:
    text = "征收范围、土地现状、征收目的、补偿标准、安置方式和社会保障等内容,以及听证、公告、登记的时间地点和联系方式"
    (problem,) = ask(half_width_punctuation.check, item(content=text))
    assert problem.help == "应写作 …会保障等内容，以及听证、公…"
    bare = text.replace(",", "")
    for short in (f",{bare}", f"{bare},"):
        (problem,) = ask(half_width_punctuation.check, item(content=short))
        assert len(problem.help) < 30


def test_invisible_characters_are_taken_out() -> None:
    text = "征收\u200b范围\ufeff、土地\u202e现状"
    found = ask(invisible_character.check, item(content=text, name="补\u00ad偿"))
    assert [problem.at[0] for problem in found if isinstance(problem.at, tuple)] == ["name", "disclosures"]
    assert mended(text, found[1:]) == "征收范围、土地现状"
    assert ask(invisible_character.check, item(content="𠮷野家〇—…")) == []


def test_entries_written_twice() -> None:
    given = item(content=["甲", "乙", "甲", "甲"], basis=["《甲》", "《乙》"])
    assert [problem.at for problem in ask(repeated_entry.check, given)] == [
        ("disclosures", 0, "content", 2),
        ("disclosures", 0, "content", 3),
    ]


def test_numbers_before_names() -> None:
    numbered = item(name="1.征地方案", group="（一）征地", section="1股")
    found = ask(typed_list_number.check, numbered)
    assert [problem.at for problem in found] == [("name",), ("group",)]


def test_a_number_that_is_an_amount_stays() -> None:
    assert ask(typed_list_number.check, item(content="1.5倍补偿标准；2.5倍安置标准")) == []
