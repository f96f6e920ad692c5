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
    said = {stage: rest for stage, *rest in one.stages}
    pairs = [(said[stage], rest) for stage, *rest in other.stages if stage in said]
    differing = {
        "时限": any(_differ(mine[0], theirs[0]) for mine, theirs in pairs),
        "公开程度": any(_differ(mine[1], theirs[1]) for mine, theirs in pairs),
        "依据": _differ(one.basis, other.basis),
    }
    return [part for part, differs in differing.items() if differs]


def _differ(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return mine != theirs and any(mine) and any(theirs)


def _named(brief: Brief) -> Where:
    return replace(brief.where, pointer=(*brief.where.pointer, "name"))
