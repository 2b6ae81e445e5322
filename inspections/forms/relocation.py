"""Which commune of today takes over from each one that has ended."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Territory
from inspections.forms.fields import TidyForm
from inspections.models import Establishment
from inspections.queries.relocation import EndedPlace

STAY = ("", "— Chưa chuyển —")


class RelocationForm(TidyForm):
    """One choice per ended commune, and one per establishment where the commune was split or its heir is unknown."""

    def __init__(self, *args: Any, places: list[EndedPlace], communes: list[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places, self.names = places, {str(commune.pk): str(commune) for commune in communes}
        for place in places:
            choices = _choices(place, self.names)
            label = f"Xã, phường mới của {place.commune}"
            initial = str(place.heir.pk) if place.heir else ""
            self.fields[_of(place)] = _choice(label, choices, initial)
            for row in [] if place.heir else place.establishments:
                self.fields[f"co-so-{row.pk:d}"] = _choice(f"Xã, phường mới của {row}", choices, "")

    def rows(self) -> list[tuple[EndedPlace, forms.BoundField, list[tuple[Establishment, forms.BoundField]]]]:
        """Each ended commune with its choice and those of its establishments."""
        return [
            (place, self[_of(place)], [(row, self[f"co-so-{row.pk:d}"]) for row in self._single(place)])
            for place in self.places
        ]

    def moves(self) -> dict[int, int]:
        """Establishment → new commune, of those that have one: its own choice, else its commune's."""
        found = {}
        for place in self.places:
            of_all = self.cleaned_data.get(_of(place), "")
            for row in place.establishments:
                if chosen := self.cleaned_data.get(f"co-so-{row.pk:d}", "") or of_all:
                    found[row.pk] = int(chosen)
        return found

    def preview(self) -> list[tuple[Territory, list[tuple[str, int]], int]]:
        """Each ended commune, (new commune, how many) of it, and how many stay behind."""
        moves, found = self.moves(), []
        for place in self.places:
            counts: dict[str, int] = {}
            for row in place.establishments:
                if row.pk in moves:
                    name = self.names[str(moves[row.pk])]
                    counts[name] = counts.get(name, 0) + 1
            found.append((place.commune, list(counts.items()), len(place.establishments) - sum(counts.values())))
        return found

    def _single(self, place: EndedPlace) -> list[Establishment]:
        return [] if place.heir else place.establishments


def _of(place: EndedPlace) -> str:
    return f"xa-{place.commune.pk:d}"


def _choices(place: EndedPlace, names: dict[str, str]) -> list[Any]:
    """The heirs first, then every commune: a list may be wrong, a person decides."""
    heirs = [(str(commune.pk), str(commune)) for commune in place.successors]
    everywhere = list(names.items())
    return [STAY, ("Theo nghị quyết sắp xếp", heirs), ("Xã, phường khác", everywhere)] if heirs else [STAY, *everywhere]


def _choice(label: str, choices: list[Any], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, initial=initial, required=False,
        widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
    )  # fmt: skip
