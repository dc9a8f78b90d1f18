"""Words, sentences and Markdown of an invented shop; the same seed gives the same text on any machine."""

from __future__ import annotations

from random import Random


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NOUNS = _list("""
    apron basket bench blanket board bottle bowl bread broom brush bucket butter button candle carpet chair
    cheese clay cloth coat coffee copper cork cotton cup cushion desk dish door drawer drop egg evening fabric
    fig flame floor flour flower fork garden glass glove grain handle herb hook honey jar jug kettle kitchen
    knife lamp leaf leather lemon lid linen market milk mirror morning moss needle neighbour oil olive oven
    paper peach pear pencil pepper pillow pine plate pocket pot rain rice ribbon river room rope rose sage salt
    scarf shelf shirt shoe shop silk skin sleeve soap spoon spring steam stone stool street string summer table
    tea thread tile tin towel tray tree trip umbrella vase water wax wheel willow window winter wood wool
    workshop yard
""")
ADJECTIVES = _list("""
    amber bitter blue bright calm clear clean cool crisp dark deep dense dry early even fine firm flat fresh
    gentle green grey heavy honest large late light little long matte narrow neat old pale plain quiet red rough
    round salty second sharp short simple slow small smooth soft sour spare square steady stiff strong sweet
    tall thick thin third tidy useful warm white whole wide wild young
""")
VERBS = _list("""
    bends bleaches breathes brings browns catches chooses cleans closes cools cuts dries fades falls feels fills
    finds fits folds gives grows hangs heals heats holds keeps lasts leaves lies lifts likes looks loses makes
    melts mends moves needs opens pours rests rinses rises rolls saves shines shows sits sleeps smells softens
    stands stays takes tastes teaches tells thanks touches turns waits wants warms washes wears works
""")
GIVEN = _list("""
    Ada Anouk Bao Bea Carlo Chen Dana Eito Elin Fang Femi Greta Hana Ilse Ines Jiro Jonas Kaya Lan Lena Lumi
    Malik Mei Mila Nadia Nils Noor Olga Omar Paz Qing Rafael Ruan Sana Selma Tao Teo Uma Vera Wen Xiu Yara Yusuf
    Zoé
""")
FAMILY = _list("""
    Abe Adler Berg Bianchi Castel Dahl Dubois Eriksen Fontaine Gao Haddad Huang Ito Jansen Kaur Keller Lindqvist
    Liu Marchetti Mensah Novak Okafor Petit Qureshi Rossi Sato Silva Tanaka Toth Ueda Varga Weber Xu Yilmaz Zhou
""")
ADVERBS = (
    "again",
    "almost",
    "always",
    "at last",
    "barely",
    "by now",
    "every day",
    "nearly",
    "never",
    "often",
    "only",
    "slowly",
    "soon",
    "still",
    "then",
    "well",
)
JOINTS = ("and", "but", "while", "because", "as soon as", "after", "before", "where", "until", "so")


def sentence(random: Random) -> str:
    """Two clauses of some six words."""
    return f"{_clause(random).capitalize()} {random.choice(JOINTS)} {_clause(random)}."


def paragraph(random: Random, sentences: int) -> str:
    return " ".join(sentence(random) for _ in range(sentences))


def title(random: Random, number: int) -> str:
    """A name that no other number has."""
    return f"{random.choice(ADJECTIVES)} {random.choice(NOUNS)} {random.choice(NOUNS)} no. {number}".capitalize()


def name(random: Random, number: int) -> str:
    return f"{random.choice(GIVEN)} {random.choice(FAMILY)} {number}"


def article(random: Random, links: tuple[str, ...] = ()) -> str:
    """About 250 words as people write them: headings, emphasis, a list, a quotation, what is linked to."""
    first = paragraph(random, 3)
    for link in links:
        first += f" {_clause(random).capitalize()} with the {link}."
    points = "\n".join(f"- **{random.choice(ADJECTIVES).capitalize()}:** {_clause(random)}" for _ in range(4))
    return "\n\n".join(
        (
            first,
            f"{_clause(random).capitalize()} *{_clause(random)}*. {paragraph(random, 3)}",
            f"## {_clause(random).capitalize()}",
            paragraph(random, 3),
            points,
            f"> {sentence(random)}",
            f"## {_clause(random).capitalize()}",
            f"{paragraph(random, 2)} See [what we wrote elsewhere](https://journal.example/{random.randrange(10**6)}/).",
        )
    )


def _clause(random: Random) -> str:
    whom = f"the {random.choice(ADJECTIVES)} {random.choice(NOUNS)}"
    return f"{whom} {random.choice(VERBS)} the {random.choice(NOUNS)} {random.choice(ADVERBS)}"
