"""The verbs that instructions are made of, and their way back from "logging" to "log"."""

_BASES = """
    accept access activate add adjust advance agree align allocate allow amend answer apply appoint approve archive
    arrange ask assess assign attach authorise authorize back backfill balance ban begin bill block book bring browse
    build bulk calculate call cancel capture categorise categorize change charge check choose claim clean clear click
    clone close collect combine comment compare complete compose configure confirm connect contact continue convert
    copy correct count create customise customize cut deactivate decline define delegate delete deliver deploy
    describe design disable disconnect discard dispatch display distribute do document double download draft drag draw
    drop duplicate edit email embed enable end enrol enroll ensure enter escalate estimate evaluate exclude execute
    expand explain export extend fetch file fill filter finalise finalize find finish fix flag follow forward
    generate get give go grant group handle hand hide hire hit hold host identify import include inform insert inspect
    install instruct integrate invite invoice issue join keep label launch leave link list load lock log look mail make
    manage map mark match measure merge migrate monitor mount move name negotiate note notify onboard offboard open
    order organise organize pack paste pause pay perform pick pin place plan post prepare present press preview print
    process produce promote provide provision publish purchase push put qualify quote raise reach read reassign
    reactivate reboot receive recall reconcile record recover redeem refill refund register reject release reload
    remove rename renew reopen reorder replace reply report request reschedule reserve reset resolve respond restart
    restore restrict retry return reveal review revoke revert rotate route run save scan schedule score search secure
    select sell send separate set settle share ship show sign skip sort specify split start stop store submit
    subscribe suspend swap switch sync synchronise synchronize tag take tap test tick toggle track train transfer
    translate trigger troubleshoot turn type unassign uncheck undo uninstall unlock unpublish unsubscribe untick update
    upgrade upload use validate verify view void wait withdraw work write zoom
"""
BASES = frozenset(_BASES.split())
PARTICLES = frozenset(["up", "in", "out", "off", "on", "down", "back", "over", "through", "away", "together"])
IRREGULAR = {
    "chose": "choose",
    "chosen": "choose",
    "made": "make",
    "making": "make",
    "gave": "give",
    "went": "go",
    "put": "put",
    "set": "set",
    "sent": "send",
    "wrote": "write",
    "took": "take",
    "found": "find",
    "built": "build",
    "done": "do",
    "goes": "go",
    "does": "do",
    "dying": "die",
}
VOWELS = "aeiou"


def base_of(word: str) -> str:
    """The base of a verb in one of its forms ("setting", "sets" → "set"); "" for what is no known verb."""
    word = word.lower().strip(".,;:!?")
    if word in BASES:
        return word
    if word in IRREGULAR:
        return IRREGULAR[word]
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            found = _from_stem(word[: -len(ending)], ending)
            if found:
                return found
    return ""


def is_verb(word: str) -> bool:
    """Whether the word, as it stands, can begin an instruction."""
    return word.lower().strip(".,;:!?") in BASES


def is_gerund(word: str) -> bool:
    return word.lower().endswith("ing") and bool(base_of(word))


def _from_stem(stem: str, ending: str) -> str:
    candidates = [stem, stem + "e"]
    if ending in ("ied", "ies"):
        candidates = [stem + "y"]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in VOWELS:
        candidates.append(stem[:-1])
    return next((candidate for candidate in candidates if candidate in BASES), "")
