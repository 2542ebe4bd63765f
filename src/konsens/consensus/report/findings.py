"""What a result says, as sentences that can be pasted into a council paper."""

from __future__ import annotations

from typing import Any

from konsens.consensus.report.words import Words, letter

Json = dict[str, Any]


def essentials(result: Json, words: Words) -> list[str]:
    """The summary: who took part, what may be said about groups, how much is shared."""
    invariants = result["invariants"]
    said = [
        words(
            "who",
            people=invariants["participants"],
            votes=invariants["votes_in"],
            statements=invariants["statements"],
        ),
        words("placed", placed=invariants["placed"]),
        verdict(result, words),
    ]
    one = "" if result["groups"] else "_one"
    agreed, refused = shared(result, "agree"), shared(result, "disagree")
    said.append(words(f"found_agree{one}", n=len(agreed)) if agreed else words(f"nothing_agreed{one}"))
    said.append(words(f"found_disagree{one}", n=len(refused)) if refused else words(f"nothing_refused{one}"))
    if result["groups"]:
        apart = dividing(result)
        said.append(words("found_divide", n=len(apart)) if apart else words("nothing_divides"))
    if not invariants["holds"]:
        said.insert(0, words("lost"))
    return said


def verdict(result: Json, words: Words) -> str:
    """What may be said about groups."""
    code = result["verdict"]
    if code == "none" and result["noise"]["draws"] and result["noise"]["p"] < 0.05:
        code = "small"
    return words(code, n=len(result["groups"]))


def shared(result: Json, side: str) -> list[Json]:
    """Statements that are common ground on one side, the surest first."""
    found = [each for each in result["statements"] if each[side]["common_ground"]]
    return sorted(found, key=lambda each: (-each[side]["low"], -each[side]["share"]))


def fragile(result: Json) -> int:
    """How many statements only look like common ground."""
    return sum(each["agree"]["fragile"] or each["disagree"]["fragile"] for each in result["statements"])


def dividing(result: Json) -> list[Json]:
    """Statements on which the groups certainly differ, the widest first."""
    found = [each for each in result["statements"] if each["divide"]["found"]]
    return sorted(found, key=lambda each: -each["divide"]["certain"])


def at_least(result: Json, statement: Json, side: str, words: Words) -> str:
    """ "At least x % in every group" of one statement."""
    ground = statement[side]
    return words(
        f"at_least_{side}" if result["groups"] else f"one_{side}",
        n=len(result["groups"]),
        low=words.percent(ground["low"], "down"),
        share=words.percent(ground["share"]),
        range=words.interval(ground["low"], ground["high"]),
    )


def apart(statement: Json, words: Words) -> str:
    """Which group agrees most with a statement and which least."""
    shares = [
        (cell["agree"]["share"], letter(group))
        for group, cell in enumerate(statement["groups"])
        if cell is not None
    ]
    most, least = max(shares), min(shares)
    return words(
        "divided",
        high=most[1],
        most=words.percent(most[0]),
        low=least[1],
        least=words.percent(least[0]),
    )


def difference(each: Json, words: Words) -> str:
    """How a group differs from the rest on a statement."""
    return words(
        f"more_{each['side']}",
        share=words.percent(each["share"]),
        rest=words.percent(each["rest"]),
        range=words.points(each["low"], each["high"]),
    )


def wording(statement: Json) -> str:
    """The statement's text, or its name where the wording is not known."""
    return str(statement["text"] or f"#{statement['statement']}")


def certainty(result: Json, words: Words) -> list[str]:
    """How certain all of it is: noise, stability, influence, second opinion, counts."""
    return [
        *_tested(result, words),
        words(
            "influenced",
            active=result["influence"]["most_active_left_out"],
            folded=result["influence"]["accounts_folded"],
            pushers=result["influence"]["pushers"],
        ),
        words("second", tau=words.decimal(result["second_opinion"]["kendall"])),
        words(
            "counted",
            rows=result["received"]["rows"],
            votes=result["invariants"]["votes_in"],
            repeated=result["received"]["repeated"],
        )
        if result["invariants"]["holds"]
        else words("lost"),
        words("small_cells", smallest=result["settings"]["smallest"]),
    ]


def _tested(result: Json, words: Words) -> list[str]:
    """What the noise test and the resamples found."""
    noise, stability = result["noise"], result["stability"]
    if not noise["draws"]:
        return [words("noise_untested")]
    said = [
        words(
            "noise_signal",
            draws=noise["draws"],
            share=words.percent(noise["share"]),
            noise=words.percent(noise["largest_share_of_noise"], "up"),
            p=words.decimal(noise["p"]),
        )
    ]
    if stability is not None:
        numbers = ", ".join(
            words("times", k=int(k), n=n) if int(k) > 1 else words("times_none", n=n)
            for k, n in stability["numbers"].items()
        )
        said.append(words("resampled", resamples=stability["resamples"], numbers=numbers))
    between = sum(each["between"] for each in result["participants"])
    if between:
        said.append(words("between", n=between))
    return said
