"""Orders of steps: back to an earlier one, beside what others did meanwhile."""

from collections.abc import Sequence


def order_back(current: Sequence[str], wanted: Sequence[str], known: Sequence[str]) -> list[str]:
    """`current` with what led from `wanted` to `known` taken back.

    Nothing else happened (`current` is `known`): exactly `wanted`. Otherwise what others added stays behind the step
    it stands behind now, and what they moved stays moved.
    """
    if list(current) == list(known):
        return list(wanted)
    touched = {key for key in wanted if key not in known} | _moved(wanted, known)
    there = set(current)
    # Steps that `known` lost come back only where their rows did: then they are in `current`.
    result = [key for key in current if key not in touched]
    for key in wanted:
        if key in touched and key in there:
            result.insert(_place_behind(key, wanted, result), key)
    return result


def _place_behind(key: str, wanted: Sequence[str], result: Sequence[str]) -> int:
    """Behind the nearest step before it in `wanted` that is there."""
    for before in reversed(wanted[: wanted.index(key)]):
        if before in result:
            return result.index(before) + 1
    return 0


def _moved(wanted: Sequence[str], known: Sequence[str]) -> set[str]:
    """The fewest steps that explain the other order: all but a longest run of common ones in the same order."""
    place = {key: at for at, key in enumerate(wanted)}
    common = [key for key in known if key in place]
    best: list[int] = []
    before: list[int] = []
    for at, key in enumerate(common):
        candidates = [earlier for earlier in range(at) if place[common[earlier]] < place[key]]
        last = max(candidates, key=lambda earlier: best[earlier], default=-1)
        before.append(last)
        best.append(best[last] + 1 if last >= 0 else 1)
    stayed: set[str] = set()
    at = max(range(len(common)), key=lambda index: best[index], default=-1)
    while at >= 0:
        stayed.add(common[at])
        at = before[at]
    return set(common) - stayed
