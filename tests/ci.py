"""What a SARIF file must have."""

from __future__ import annotations

import re
from typing import Any


def check_sarif(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What the SARIF 2.1.0 schema asks of what is written here."""
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-2.1.0.json")
    (run,) = document["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "dx-kofu"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    for result in run["results"]:
        must = {"ruleId", "ruleIndex", "level", "message", "locations"}
        assert must <= set(result) <= {*must, "relatedLocations", "partialFingerprints", "suppressions"}
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            place = location["physicalLocation"]
            assert re.fullmatch(r"[A-Za-z0-9\-._~/%:]+", place["artifactLocation"]["uri"])
            assert place["region"]["startLine"] >= 1
    results: list[dict[str, Any]] = run["results"]
    return results
