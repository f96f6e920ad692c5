"""审核意见还没有销号。

为什么：初审、审定中提出的意见，要逐条修改或者说明理由，由审核人员核对后销号；有一条没有销号，就不能生成报备稿。意见写在 catalog/reviews/ 里，用 gkcat review 命令答复和销号。

反例：
```yaml
# 文件 catalog/reviews/初审-zrzyj.yaml
opinions:
  - id: 5c1f0a7e
    item: zd-002
    field: name
    text: 名称过于笼统，请写明是哪一类材料
    on: 2026-10-18
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-002
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```

正例：
```yaml
# 文件 catalog/reviews/初审-zrzyj.yaml
opinions:
  - id: 5c1f0a7e
    item: zd-002
    field: name
    text: 名称过于笼统，请写明是哪一类材料
    on: 2026-10-18
    replies:
      - {adopted: 不采纳, text: 名称与权责清单一致, by: 市自然资源局, on: 2026-10-19}
    closed: {on: 2026-10-20}
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-002
    name: 征地信访个案材料
    power_type: 其他行政权力
    withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}
```
"""

from collections.abc import Iterator

from gkcat.finding import Problem
from gkcat.model import Unit
from gkcat.reviews.standing import Case, cases
from gkcat.scope import Context

CODE = "GK220"
NAME = "open-opinion"
SEVERITY = "warning"


def check(unit: Unit, context: Context) -> Iterator[Problem]:
    """Every opinion is settled; it is shown where the unit has to change something."""
    for one in context.reviews:
        for case in cases(unit, one):
            if case.open and case.aim is not None:
                told, cure = _told(case)
                message = f"{one.name}意见{told}：{case.opinion.text}（{case.aim.label}）"
                yield Problem(case.aim.where, message, cure, related=(one.where(case.place),))


def _told(case: Case) -> tuple[str, str]:
    """How far it is, and whose turn."""
    ids = case.opinion.id
    if case.waits_for_unit:
        told = f"退回再改（{case.opinion.replies[-1].text}）" if case.opinion.replies else "还没有修改"
        return told, f"改好后运行 gkcat review reply {ids} 怎样修改的；不采纳的加 --as 不采纳，写明理由"
    told = "已经答复，等待销号" if case.opinion.replies else "所指内容已经改动，等待销号"
    return told, f"请审核人员核对，同意的运行 gkcat review close {ids}"
