"""What is counted: costs, the persons they are paid for, the bodies that bear them."""

from __future__ import annotations

from openfisca_core.entities import build_entity

Cost = build_entity(key="cost", plural="costs", label="経費 / a cost: one row of the table", is_person=True)
Specialist = build_entity(
    key="specialist",
    plural="specialists",
    label="対象者 / a person at a body",
    roles=[{"key": "paid_for", "label": "a cost paid for the person"}],
)
Body = build_entity(
    key="body",
    plural="bodies",
    label="団体 / a prefecture or municipality",
    roles=[{"key": "borne", "label": "a cost that the body bears"}],
)
ENTITIES = [Cost, Specialist, Body]
