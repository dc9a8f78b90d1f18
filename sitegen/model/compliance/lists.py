"""Words that promise what must not be promised, by what is wrong with them and by language.

WeChat blocks whole domains for rewarding shares. Promises of income and pay for recruiting are how pyramid schemes
talk, and illegal in most countries. Claims to heal are reserved for medicine nearly everywhere. China's Advertising Law
(article 9) forbids superlatives.

The lists name what is hardly ever innocent, so that a warning is worth reading; a shop adds its own words in site.yaml.
"""

from __future__ import annotations

import re
from functools import cache

import msgspec


class Kind(msgspec.Struct, frozen=True):
    """What is wrong with such words: the end of a sentence that begins with them, and what to do."""

    what: str
    hint: str


REWARDS = Kind(
    "promises something for sharing",
    "say what it is and let people decide; WeChat blocks sites that reward sharing",
)
INCOME = Kind(
    "promises an income",
    "say what the thing does for whoever buys it; promises of earnings are illegal in many countries",
)
RECRUITING = Kind(
    "pays people for bringing in others",
    "leave it out: pay for recruiting makes a pyramid scheme, here and by law",
)
HEALTH = Kind(
    "claims to heal or to be medicine",
    "say what you noticed yourself; claims to heal need an approval that shops do not have",
)
SUPERLATIVE = Kind(
    "is a superlative that advertising in China may not use",
    "say what is so good about it",
)


class List(msgspec.Struct, frozen=True):
    """`stems` are lower-case texts of which every find holds at least one: most texts hold none and cost nothing.

    `written` is a verbose regular expression.
    """

    kind: Kind
    language: str
    stems: tuple[str, ...]
    written: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """Compiled for the first text that has a stem."""
        return _compiled(self.written)


@cache
def _compiled(written: str) -> re.Pattern[str]:
    return re.compile(written, re.VERBOSE | re.IGNORECASE)


def _list(kind: Kind, language: str, stems: str, written: str) -> List:
    return List(kind, language, tuple(stems.split()), written)


LISTS = (
    _list(
        REWARDS,
        "en",
        "share forward repost send refer invite bring",
        r"""
          \b(?:share|forward|repost|send)\b [^.!?\n]{0,60} \b(?:to|and|&)\ (?:win|unlock|receive|get\ (?:a|your|\d))
        | \b(?:share|refer|invite)\ ?(?:and|&|\+|to|2)\ ?(?:earn|win|save)\b
        | \b(?:refer|invite|bring)\ (?:a|your|\d{1,4})\ friends?\b [^.!?\n]{0,60} \b(?:earn|get|receive|save|win)\b
        """,
    ),
    _list(
        INCOME,
        "en",
        "passive financial rich quit unlimited guarantee earn make",
        r"""
          \bpassive\ income\b | \bfinancial(?:ly)?\ (?:freedom|free)\b | \bget\ rich\b
        | \bquit\ (?:your|the)\ (?:day\ )?job\b | \bunlimited\ (?:income|earnings?)\b
        | \bguaranteed?\ (?:income|earnings?|returns?|profits?)\b
        | \b(?:earn|make)\ (?:up\ to\ )?[$€£¥]?\ ?\d[\d,.]{0,12}\ ?(?:dollars|euros?|yuan|rmb|usd|eur|cny)?
          \ ?(?:a|per|every|each|/)\ ?(?:hour|day|week|month|year)\b
        """,
    ),
    _list(
        RECRUITING,
        "en",
        "downline upline opportunity join recruit level tier commission",
        r"""
          \b(?:down|up)lines?\b | \bground[ -]floor\ opportunity\b
        | \bjoin\ (?:my|our)\ (?:selling\ )?team\ (?:and|to)\ (?:earn|sell|make)\b
        | \brecruit(?:ing)?\ (?:others|friends|people|new\ (?:members|sellers|creators))\b
        | \b(?:second|third|2nd|3rd|two|three|multi)[ -](?:level|tier)\ (?:commissions?|bonus|agents?|marketing)\b
        | \bcommissions?\ (?:on|from)\ (?:the\ )?sales\ of\ (?:people|friends|those|everyone)\ you\b
        """,
    ),
    _list(
        HEALTH,
        "en",
        "cure acne eczema psoriasis rosacea dermatitis depression anxiety diabetes cancer prevent fight kill"
        " miracle proven medical effects approved recommended detox immun burn kg kilo pound lb",
        r"""
          \bcures?\ (?:acne|eczema|psoriasis|rosacea|cancer|diabetes|depression|insomnia|everything|any|all)\b
        | \b(?:heals?|treats?)\ (?:acne|eczema|psoriasis|rosacea|dermatitis|depression|anxiety|diabetes|cancer)\b
        | \b(?:prevents?|fights|kills)\ (?:cancer|diabetes|covid|viruses|infections?|diseases?|flu|hair\ loss)\b
        | \bmiracle\ (?:cure|cream|pill|product)\b | \b(?:clinically|medically)\ proven\b | \bmedical[ -]grade\b
        | \bno\ side[ -]effects\b | \b(?:fda|doctor)[ -](?:approved|recommended)\b | \bdetox(?:es|ify|ifies|ing)?\b
        | \b(?:boosts?|strengthens?)\ (?:the|your)\ immun\w{1,20} | \bburns?\ (?:belly\ )?fat\b
        | \blose\ \d{1,3}\ ?(?:kg|kilos?|pounds|lbs?)\b
        """,
    ),
    _list(
        REWARDS,
        "zh",
        "转发 分享 集 拉新 邀请 轉發 邀請",
        r"""
          (?:转发|分享|集赞|拉新|轉發|集讚)\ ?(?:即|就|可|后|後)?\ ?
          (?:有奖|有礼|抽奖|得|赚|领|返现|送|有獎|有禮|抽獎|賺|領)
        | 集\ ?\d{0,4}\ ?个?\ ?赞
        | (?:邀请|邀請)\ ?(?:\d{1,4}\ ?[位个名個])?\ ?(?:好友|朋友|新人) [^。！？\n]{0,20}
          (?:得|赚|领|返|送|奖|賺|領|獎)
        """,
    ),
    _list(
        INCOME,
        "zh",
        "躺 收入 自由 稳赚 包赚 入 轻松",
        r"""
          躺赚 | 躺賺 | 睡后收入 | 被动收入 | 財務自由 | 财务自由 | 稳赚 | 包赚 | 保证收入 | 轻松赚钱
        | [日月年]入过?\ ?[\d一二三五十百千上]{0,6}万
        """,
    ),
    _list(
        RECRUITING,
        "zh",
        "线 線 发展 团队 代理 拉人头 分销 返佣 费",
        r"""
          下线 | 下線 | 发展(?:代理|下级|团队|会员) | 团队计酬 | 招募?代理 | 拉人头
        | [一二三两]级(?:代理|分销|返佣) | 入会费 | 入门费 | 人头费
        """,
    ),
    _list(
        HEALTH,
        "zh",
        "根治 治愈 治癒 治疗 治療 效 癌 排毒 副作用 妆 妝 医学 消炎 燃脂 降血",
        r"""
          根治 | 治愈 | 治癒 | 治疗 | 治療 | 疗效 | 療效 | 药效 | 特效药 | 抗癌 | 防癌 | 排毒 | 无副作用 | 無副作用
        | 药妆 | 藥妝 | 医学护肤 | 消炎 | 燃脂 | 降血[压脂糖]
        """,
    ),
    _list(
        SUPERLATIVE,
        "zh",
        "级 全网 第一 最 极品",
        r"""
          国家级 | 最高级 | 世界级 | 全网(?:最低|第一) | (?:销量|全国|行业|世界)第一 | 第一品牌
        | 最佳(?:品牌|产品) | 史上最 | 顶级 | 极品
        """,
    ),
)
