"""Which part of a check is shown: named choices in `templates/checks/profiles.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from toolkit.errors import InputError
from toolkit.judgement import Checked, Problem, Tally
from toolkit.resources import folder, load_yaml

_FORMALITY, _ACROSS = "形式", "跨文件"


@dataclass(frozen=True, slots=True)
class Profile:
    """A choice of problems by where their relations come from (形式: they have none)."""

    name: str
    title: str
    title_en: str
    origins: tuple[str, ...]

    def select(self, checked: Checked) -> Checked:
        """The problems and the rules of this profile."""
        return replace(
            checked,
            problems=tuple(problem for problem in checked.problems if self._holds(problem)),
            ledger=tuple(tally for tally in checked.ledger if self._counts(tally)),
        )

    def _holds(self, problem: Problem) -> bool:
        if problem.cause == f"{_ACROSS}不符":
            return _ACROSS in self.origins
        origins = {broken.source for broken in problem.broken} or {_FORMALITY}
        return bool(origins & set(self.origins))

    def _counts(self, tally: Tally) -> bool:
        origin = _ACROSS if tally.family == _ACROSS else tally.source
        return origin in self.origins


@cache
def profiles() -> dict[str, Profile]:
    """The shipped profiles by name."""
    entries = load_yaml(folder("templates") / "checks" / "profiles.yaml")
    made = (Profile(**{**entry, "origins": tuple(entry["origins"])}) for entry in entries)
    return {profile.name: profile for profile in made}


def profile(name: str) -> Profile:
    """The profile of that name; `InputError` where there is none."""
    known = profiles()
    if name not in known:
        raise InputError(
            f"没有 {name} 这个取值",
            "可选：" + "；".join(f"{each.name}（{each.title}）" for each in known.values()) + "。",
            message_en=f"there is no {name}",
            hint_en="Choose one of: " + "; ".join(f"{each.name} ({each.title_en})" for each in known.values()) + ".",
            where="--profile",
        )
    return known[name]
