"""A sound catalogue of any size, for measuring: as long-worded and as varied as the demonstration catalogue.

The one rule: no two items, contents or file names are alike, half of the deadlines are phrases of their own, and
`gkcat validate` finds nothing.

The demonstration catalogue has 590 bytes, 3 lines of content, 2.1 channels a disclosure and 2.3 citations an item;
this one 640 bytes, 2.5 lines, 2.1 channels, 2.3 citations. The office's tables are the same.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

CATALOG = Path(__file__).parents[2] / "catalog"
DOMAINS_EACH = 4  # domains a unit answers for
FEWEST = 8  # units of a small catalogue; from 400 items there are 40

DOMAINS = (
    ("zhengdi-buchang", "征地补偿", ("土地征收", "征地补偿登记", "被征地农民社会保障", "青苗补偿", "征地安置")),
    ("chaiqian-anzhi", "拆迁安置", ("房屋征收", "安置房建设", "征收补助", "房屋价值评估", "过渡安置")),
    ("baozhang-zhufang", "保障性住房", ("公租房配租", "租赁补贴", "保障房建设", "住房保障资格", "公租房维修")),
    ("weifang-gaizao", "农村危房改造", ("危房鉴定", "危房改造补助", "农房抗震改造", "改造竣工验收", "农房质量管理")),
    ("fupin-jiuzai", "扶贫救灾", ("防止返贫监测", "产业帮扶", "临时救助", "救灾款物", "衔接资金项目")),
    ("shizheng-fuwu", "市政服务", ("道路挖掘", "供水服务", "排水管网", "公共照明", "公交线路")),
    ("ziyuan-jiaoyi", "公共资源交易", ("工程建设招标", "政府采购", "土地出让", "产权交易", "采矿权交易")),
    ("yiwu-jiaoyu", "义务教育", ("招生入学", "学生资助", "校舍安全", "营养改善", "教师招聘")),
)
BUREAUS = ("发展改革", "教育体育", "民政", "财政", "人社", "自然资源", "住建", "城管", "交通", "水务")
MORE_BUREAUS = ("农业农村", "应急管理", "市场监管", "审批服务", "文旅", "卫健", "林业", "统计", "能源", "商务")
TOWNS = ("大柳塔", "锦界", "高家堡", "店塔", "滨河", "西沙", "孙家岔", "大保当", "中鸡", "尔林兔")
MORE_TOWNS = ("万镇", "贺家川", "马镇", "栏杆堡", "沙峁", "花石崖", "解家堡", "永兴", "西沟", "迎宾")
PLACES = ("河滨片区", "老城片区", "铁东片区", "柳沟", "杨家湾", "石窑店", "燕家塔", "王家坡", "李家渠", "赵家梁")
SCHEMES = ("年度计划", "实施方案", "资金使用", "名单核定", "申请办理", "监督检查", "项目评审", "台账管理")

# What each stage must hold (catalog/stages.yaml), in words about the matter {0}.
CONTENTS = {
    "决策": ("{0}方案（草案）征求意见稿、征求意见的起止时间", "审议{0}的会议时间、议题和列席人员", "{0}正式文件及说明"),
    "执行": ("{0}实施措施和步骤", "{0}责任分工、监督投诉方式", "{0}工作进展和阶段性成效"),
    "管理": ("{0}职责权限、执法依据和裁量基准", "{0}执法流程、处理结果", "不服{0}处理决定的复议、诉讼等救济途径"),
    "服务": (
        "{0}办事指南：受理条件、申请材料、收费标准",
        "{0}办理流程和办理进度查询方式",
        "{0}办理结果领取方式和办结时限",
    ),
    "结果": ("{0}办理结果、公示名单和异议处理情况", "{0}落实和完成情况，资金发放、使用和验收情况"),
    "解读": ("{0}政策背景、主要内容和新旧标准对照的解读材料", "{0}常见问题问答和图解"),
    "回应": ("社会关注的{0}问题的回应和答复内容", "{0}意见建议的收集、办理和反馈情况"),
    "评价": ("{0}第三方评估和群众满意度评价结果", "{0}评价中所提问题的整改安排"),
}
KINDS: tuple[tuple[str, bool, str, str], ...] = (  # power type, is it in powers.yaml, the two stages
    ("行政许可", True, "服务", "结果"),
    ("政务信息", False, "决策", "解读"),
    ("行政给付", True, "服务", "结果"),
    ("政务信息", False, "执行", "回应"),
    ("行政处罚", True, "管理", "结果"),
    ("公共服务", False, "服务", "结果"),
    ("行政规划", True, "决策", "结果"),
    ("政务信息", False, "执行", "评价"),
    ("行政检查", True, "管理", "结果"),
)
COMMON = (
    "自信息形成或者变更之日起7个工作日内",
    "自信息形成或者变更之日起3个工作日内",
    "每季度结束后3个工作日内",
    "每年1月31日前",
    "公示期不少于7日",
)
EVENTS = ("方案印发", "审核确认", "结果确定", "项目批准", "名单审定", "报告批准", "款物发放", "检查结束")
CHANNELS = ("政府网站, 公示栏", "政府网站, 两微一端, 公开查阅点", "政府网站", "政府网站, 公示栏, 精准推送")
SECTIONS = ("政策法规股", "综合业务股", "项目管理股", "行政审批股", "执法监督股", "服务保障股", "计划财务股")
PARTS = "零一二三四五六七八九"


def catalogue(folder: Path, items: int) -> Path:
    """Write a workspace with so many items of two disclosures each into the folder; the folder."""
    (folder / "catalog").mkdir(parents=True)
    for path in CATALOG.glob("*.yaml"):
        if path.stem not in {"catalog", "domains"}:
            shutil.copy(path, folder / "catalog" / path.name)
    units = _units()[: max(FEWEST, items // 10)]
    _write(folder / "catalog/catalog.yaml", _head(units))
    _write(folder / "catalog/domains.yaml", _domains(units))
    laws = _citable()
    for number, unit in enumerate(units):
        own = range(number, items, len(units))
        _unit(folder / "units" / unit[0], number, unit, own, laws)
    return folder


def _units() -> list[tuple[str, str, str, str]]:
    """Forty units: (id, full name, short name, kind)."""
    bureaus = [f"{name}局" for name in BUREAUS + MORE_BUREAUS]
    towns = [f"{name}镇" for name in TOWNS + MORE_TOWNS]
    named = [(name, "政府部门") for name in bureaus] + [(name, "镇（街道）") for name in towns]
    return [(f"dw-{number:02}", f"神木市{name}", f"市{name}", kind) for number, (name, kind) in enumerate(named, 1)]


def _head(units: Sequence[tuple[str, str, str, str]]) -> str:
    roster = "".join(f"  - {unit[0]}\n" for unit in units)
    return (
        "title: 神木市政务公开事项标准目录\nmark: 测速\njurisdiction: {name: 神木市, level: 县级}\n"
        f"issuer: 神木市人民政府办公室\nedition: 2026年版\nas_of: 2026-11-01\nunits:\n{roster}"
    )


def _domains(units: Sequence[tuple[str, str, str, str]]) -> str:
    lines = ["domains:"]
    for domain, (name, title, _) in enumerate(DOMAINS):
        own = [unit[0] for number, unit in enumerate(units) if domain in _assigned(number)]
        lines += [f"  - id: {name}", f"    name: {title}", f"    lead: {own[0]}", f"    units: [{', '.join(own)}]"]
    return "\n".join(lines) + "\n"


def _assigned(unit: int) -> list[int]:
    """The domains of a unit."""
    return [(unit + step * 2 + unit // len(DOMAINS)) % len(DOMAINS) for step in range(DOMAINS_EACH)]


def _citable() -> list[str]:
    """The titles that may be cited by article on the day of the catalogue."""
    entries: list[dict[str, Any]] = YAML(typ="safe").load((CATALOG / "laws.yaml").read_text(encoding="utf-8"))["laws"]
    sound = [law for law in entries if law.get("articles", True) and "repealed" not in law]
    return [law["title"] for law in sound if "2026" not in str(law.get("effective", ""))]


def _unit(folder: Path, place: int, unit: tuple[str, str, str, str], own: range, laws: Sequence[str]) -> None:
    """Write unit.yaml, powers.yaml and a file for each domain."""
    _, name, short, kind = unit
    card = f"name: {name}\nshort_name: {short}\nkind: {kind}\npublic_phone: '12345'\n"
    _write(folder / "unit.yaml", card + "liaison: 办公室\nleader: 分管负责同志\n")
    domains = _assigned(place)
    listed = [(number, domains[turn % DOMAINS_EACH]) for turn, number in enumerate(own)]
    powers = [_power(number, domain) for number, domain in listed if KINDS[number % len(KINDS)][1]]
    if powers:
        _write(folder / "powers.yaml", "powers:\n" + "".join(powers))
    for step, domain in enumerate(domains):
        items = "".join(_item(number, domain, short, laws) for number in own[step::DOMAINS_EACH])
        defaults = (
            f"defaults:\n  owner: {short}\n  channel: [政府网站, 公示栏]\n  scope: 全部公开\n"
            "  secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12}\n"
        )
        _write(folder / f"{DOMAINS[domain][0]}.yaml", f"domain: {DOMAINS[domain][0]}\n{defaults}items:\n{items}")


def _power(number: int, domain: int) -> str:
    power = KINDS[number % len(KINDS)][0]
    return f'  - {{code: "{_code(number)}", name: {_name(number, domain)}, type: {power}}}\n'


def _code(number: int) -> str:
    return f"0610{number:06}"


def _matter(number: int, domain: int) -> str:
    """Place, lot and work: each item's own."""
    words = DOMAINS[domain][2]
    return f"{PLACES[number % len(PLACES)]}{number}号{words[number // 3 % len(words)]}"


def _name(number: int, domain: int) -> str:
    return _matter(number, domain) + SCHEMES[number // 7 % len(SCHEMES)]


def _item(number: int, domain: int, owner: str, laws: Sequence[str]) -> str:
    power, listed, *stages = KINDS[number % len(KINDS)]
    name = _name(number, domain)
    basis = "".join(
        f"      - 《{laws[(number * 7 + step * 11) % len(laws)]}》第{PARTS[1 + (number + step) % 9]}条\n"
        for step in range(2 + number % 3 // 2)
    )
    code = f'    power_code: "{_code(number)}"\n' if listed else ""
    matter = _matter(number, domain)
    rows = "".join(_disclosure(number, step, stage, matter, owner) for step, stage in enumerate(stages))
    return (
        f"\n  - id: {DOMAINS[domain][0][:4].strip('-')}-{number:05}\n    name: {name}\n"
        f"    group: {DOMAINS[domain][1]}{PARTS[number % 10]}类\n    power_type: {power}\n{code}"
        f"    section: {SECTIONS[number % len(SECTIONS)]}\n    basis:\n{basis}    disclosures:\n{rows}"
    )


def _disclosure(number: int, step: int, stage: str, matter: str, owner: str) -> str:
    content = "".join(f"          - {line.format(matter)}\n" for line in CONTENTS[stage])
    bodies = f"        owner: {owner}、各镇（街道）\n" if (number + step) % 3 == 0 else ""
    channel = f"        channel: [{CHANNELS[number % len(CHANNELS)]}]\n" if (number + step) % 2 == 0 else ""
    return (
        f"      - stage: {stage}\n        content:\n{content}{bodies}"
        f"        deadline: {_deadline(number, step, stage, matter)}\n{channel}"
        f"{_scope(number + step)}{_published(number, step)}"
    )


def _deadline(number: int, step: int, stage: str, matter: str) -> str:
    """Every second one is a phrase of its own."""
    if (number + step) % 2:
        return COMMON[1] if stage == "解读" else COMMON[number % len(COMMON)]
    return f"自{matter}{EVENTS[number % len(EVENTS)]}之日起{1 + number % 3}个工作日内"


def _scope(number: int) -> str:
    if number % 4:
        return ""
    return (
        "        scope:\n          degree: 部分公开\n          audience: 特定群体：申请人和利害关系人\n"
        "          level: [县级, 乡级]\n          note: 隐去个人身份信息\n"
    )


def _published(number: int, step: int) -> str:
    if (number + step) % 5:
        return ""
    address = f"https://www.example.gov.cn/xxgk/{number:05}-{step}.html"
    return f'        published:\n          - {{url: "{address}", on: 2026-10-20}}\n'


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
