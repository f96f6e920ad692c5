"""同一领域里两个单位的同名事项，时限、公开程度或者依据不一样。

为什么：同一事项在全市应当是同一标准，各写各的，公众到不同单位会得到不同的答复；汇总会审时应当统一，确属不同事项的，名称应当区别开来。

反例：
```yaml
# 文件 catalog/domains.yaml
domains:
  - {id: zhengdi, name: 征地补偿, lead: zrzyj, units: [zrzyj, jyj]}
  - {id: jiaoyu, name: 义务教育, lead: jyj, units: [jyj]}
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 补偿费用发放
    power_type: 政务信息
    basis: 《中华人民共和国土地管理法》第四十八条
    disclosures:
      - stage: 结果
        content: 补偿费用发放情况
        owner: 市自然资源局
        deadline: 自补偿费用发放之日起5个工作日内
        channel: [公示栏]
        scope: 全部公开
        secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12}
# 文件 units/jyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 补偿费用发放
    power_type: 政务信息
    basis: 《中华人民共和国土地管理法》第四十八条
    disclosures:
      - stage: 结果
        content: 补偿费用发放情况
        owner: 市教育局
        deadline: 自补偿费用发放之日起15个工作日内
        channel: [公示栏]
        scope: 全部公开
        secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12}
```

正例：
```yaml
# 文件 catalog/domains.yaml
domains:
  - {id: zhengdi, name: 征地补偿, lead: zrzyj, units: [zrzyj, jyj]}
  - {id: jiaoyu, name: 义务教育, lead: jyj, units: [jyj]}
# 文件 units/zrzyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 补偿费用发放
    power_type: 政务信息
    basis: 《中华人民共和国土地管理法》第四十八条
    disclosures:
      - stage: 结果
        content: 补偿费用发放情况
        owner: 市自然资源局
        deadline: 自补偿费用发放之日起5个工作日内
        channel: [公示栏]
        scope: 全部公开
        secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12}
# 文件 units/jyj/zhengdi.yaml
domain: zhengdi
items:
  - id: zd-001
    name: 补偿费用发放
    power_type: 政务信息
    basis: 《中华人民共和国土地管理法》第四十八条
    disclosures:
      - stage: 结果
        content: 补偿费用发放情况
        owner: 市教育局
        deadline: 自补偿费用发放之日起5个工作日内
        channel: [公示栏]
        scope: 全部公开
        secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12}
```
"""

from collections.abc import Iterator
from dataclasses import replace

from gkcat.finding import Problem, Where
from gkcat.model import Brief, Digest
from gkcat.scope import Context, Index

CODE = "GK305"
NAME = "same-item-differs"
SEVERITY = "warning"


def check(index: Index, context: Context) -> Iterator[Problem]:
    """An item says the same of a stage as the first item of its name and domain in another unit; the later is blamed."""
    del context
    first: dict[tuple[str, str], tuple[Digest, Brief]] = {}
    for digest in index.digests.values():
        for brief in digest.items:
            owner, earlier = first.setdefault((brief.domain, brief.name), (digest, brief))
            parts = _parts(earlier, brief) if owner is not digest else []
            if parts:
                message = f"{digest.label}的“{brief.name}”与{owner.label}的同名事项{'、'.join(parts)}不同"
                cure = "请两家商定后写成一致；确属不同事项的，在名称里写明区别"
                yield Problem(_named(brief), message, cure, related=(_named(earlier),))


def _parts(one: Brief, other: Brief) -> list[str]:
    """Which of the three differ; what one of them has not is not compared."""
    differing = {
        "时限": _differ_in(1, one, other),
        "公开程度": _differ_in(2, one, other),
        "依据": _differ({*one.basis}, {*other.basis}),
    }
    return [part for part, differs in differing.items() if differs]


def _differ_in(column: int, one: Brief, other: Brief) -> bool:
    """Whether two items differ in a column of the rows of a stage that both have."""
    mine, theirs = _said(column, one), _said(column, other)
    return any(_differ(mine[stage], theirs[stage]) for stage in mine.keys() & theirs.keys())


def _said(column: int, brief: Brief) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in brief.rows:
        found.setdefault(row[0], set()).add(row[column])
    return found


def _differ(mine: set[str], theirs: set[str]) -> bool:
    return mine != theirs and any(mine) and any(theirs)


def _named(brief: Brief) -> Where:
    return replace(brief.where, pointer=(*brief.where.pointer, "name"))
