"""The audit bundle: the same bytes from the same run, every change found, nothing unsafe opened."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dx_kofu import __version__
from dx_kofu.bundle.archive import MOST_INFLATED, MOST_MEMBERS, Refused, is_safe, pack, unpack
from dx_kofu.bundle.bundle import MANIFEST, SUMS, bundle, members
from dx_kofu.bundle.job import File, Job, Options, run
from dx_kofu.bundle.verify import verify
from dx_kofu.rules.load import RuleBook
from tests.command import dx_kofu, terminal  # noqa: F401
from tests.support import BOOK, EXAMPLES, ROOT

TOWN = EXAMPLES / "small-town-one-aide.csv"
RULES = {"R8.toml": BOOK["R8"].content}
JOB = Job(
    (File("予算/支出.csv", TOWN.read_bytes()),),
    tuple(File(name, content) for name, content in RULES.items()),
    None,
    None,
    Options(),
)
RESULT = run(JOB)
MEMBERS = members(JOB, RESULT, __version__)
BUNDLE = bundle(JOB, RESULT)
HERE = sum(len(content) for name, content in MEMBERS.items() if not name.startswith("rules/"))


def is_found(content: bytes) -> bool:
    """Whether a changed bundle is told from a good one."""
    try:
        return bool(verify(content).findings)
    except Refused:
        return True


def said(content: bytes) -> list[str]:
    return [finding.in_("en") for finding in verify(content).findings]


def flipped(content: bytes, at: int, by: int = 1) -> bytes:
    return content[:at] + bytes([content[at] ^ by]) + content[at + 1 :]


# ------------------------------------------------------------------------------------------------ every byte


def test_a_bundle_verifies_and_is_the_same_again() -> None:
    assert said(BUNDLE) == []
    assert bundle(JOB, run(JOB)) == BUNDLE


def test_any_byte_flipped_in_a_small_archive_is_found() -> None:
    """Every bit of every byte: members, local headers, directory, ending."""
    small = pack([("a.txt", b"some bytes"), ("b/c.csv", b""), ("予算.csv", b"\x00\xff")])
    assert unpack(small).stray is None
    for at in range(len(small)):
        for bit in range(8):
            try:
                assert unpack(flipped(small, at, 1 << bit)).stray is not None, at
            except Refused:
                continue


def test_any_byte_flipped_outside_the_rule_file_is_found() -> None:
    """Every byte of a bundle but those of its rule file, of which the next test takes some."""
    start = BUNDLE.index(RULES["R8.toml"])
    places = [*range(start), *range(start + len(RULES["R8.toml"]), len(BUNDLE))]
    assert len(places) > HERE
    for at in places:
        assert is_found(flipped(BUNDLE, at)), at


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(BUNDLE) - 1), st.integers(1, 255))
def test_any_byte_changed_is_found(at: int, by: int) -> None:
    assert is_found(flipped(BUNDLE, at, by))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(BUNDLE)), st.binary(min_size=1, max_size=30))
def test_bytes_put_in_or_taken_away_are_found(at: int, more: bytes) -> None:
    assert is_found(BUNDLE[:at] + more + BUNDLE[at:])
    if at < len(BUNDLE):
        assert is_found(BUNDLE[:at] + BUNDLE[at + len(more) :])


def test_bytes_before_and_behind_are_found() -> None:
    for content in (b"MZ" + BUNDLE, BUNDLE + b"\0", BUNDLE[:-2] + b"\x02\x00hi"):
        assert is_found(content)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_without_a_crash(content: bytes) -> None:
    with pytest.raises(Refused):
        verify(content)


# ------------------------------------------------------------------------------------------------ members


@pytest.mark.parametrize("name", [name for name in MEMBERS if name not in (MANIFEST, SUMS)])
def test_a_changed_member_is_named(name: str) -> None:
    assert f"{name} was changed" in said(pack({**MEMBERS, name: MEMBERS[name] + b" "}.items()))
    at = BUNDLE.index(MEMBERS[name])
    assert f"{name} was changed" in said(flipped(BUNDLE, at + len(MEMBERS[name]) // 2))


@pytest.mark.parametrize("name", [name for name in MEMBERS if name != MANIFEST])
def test_members_removed_renamed_added_or_reordered_are_found(name: str) -> None:
    rest = {other: content for other, content in MEMBERS.items() if other != name}
    assert f"{name} is missing" in said(pack(rest.items()))
    if name != SUMS:
        assert f"{name} was renamed inputs/x.csv" in said(pack([*rest.items(), ("inputs/x.csv", MEMBERS[name])]))
    assert said(pack([*MEMBERS.items(), ("more", b"")])) == ["more was added"]


def test_members_in_another_order_are_found() -> None:
    assert said(pack(reversed(MEMBERS.items()))) == ["its members were put in another order"]


def test_a_changed_manifest_is_named() -> None:
    data = json.loads(MEMBERS[MANIFEST])
    data["options"]["fiscal_year"] = "R8"
    changed = (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
    assert said(pack({**MEMBERS, MANIFEST: changed}.items()))[0] == "manifest.json was changed"


def test_a_table_changed_with_all_its_sums_no_longer_gives_the_result() -> None:
    """Who changes the table and mends every sum, but not the result, is found by computing it."""
    other = JOB._replace(inputs=(File(JOB.inputs[0].name, TOWN.read_bytes().replace(b"0,yes", b"9,yes")),))
    assert other != JOB
    forged = members(other, RESULT, __version__)
    findings = said(pack(forged.items()))
    assert findings
    assert all("is not the result computed again" in finding for finding in findings)


def test_a_bundle_of_another_version_verifies_by_its_own_rules() -> None:
    assert said(bundle(JOB, RESULT, "0.0.1")) == []
    assert verify(bundle(JOB, RESULT, "0.0.1")).program == "0.0.1"
    forged = RESULT._replace(assumptions=())
    assert any("made by version 0.0.1" in finding for finding in said(bundle(JOB, forged, "0.0.1")))


def test_a_rule_file_of_a_kind_that_is_not_known_is_told() -> None:
    job = JOB._replace(rules=(File("R8.toml", RULES["R8.toml"] + b"\n[later]\n"),))
    findings = said(bundle(job, RESULT, "9.9.9"))
    assert any("cannot be computed again" in finding and "later" in finding for finding in findings)
    assert any("9.9.9" in finding for finding in findings)


def test_a_bundle_that_was_unpacked_edited_and_zipped_names_the_member() -> None:
    """As ``unzip`` and ``zip -r`` do it: compressed, with folders; and as a program that records no kind of file."""
    for kind in (stat.S_IFREG | 0o644, 0):
        for changed in (True, False):
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w") as archive:
                for name, content in MEMBERS.items():
                    info = zipfile.ZipInfo(name, (2026, 11, 24, 12, 0, 0))
                    info.create_system, info.external_attr, info.compress_type = 3, kind << 16, zipfile.ZIP_DEFLATED
                    archive.writestr(info, content + b" " * (changed and name == "inputs/1-支出.csv"))
                archive.mkdir("rules")
            findings = said(buffer.getvalue())
            assert findings == ["inputs/1-支出.csv was changed"] * changed + [
                "it was unpacked and packed again, and is not the file that calc --bundle wrote"
            ]


def test_members_in_their_thousands_renamed_are_told_in_time() -> None:
    many = {f"x/{number}": b"%d" % number for number in range(MOST_MEMBERS - len(MEMBERS))}
    content = {**MEMBERS, **many}
    data = json.loads(MEMBERS[MANIFEST])
    data["members"] += [
        {"name": f"y/{number}", "bytes": 1, "sha256": sha256(data_).hexdigest()}
        for number, data_ in enumerate(reversed(many.values()))
    ][: MOST_MEMBERS - len(data["members"])]
    content[MANIFEST] = json.dumps(data).encode()
    started = time.perf_counter()
    findings = said(pack(content.items()))
    assert time.perf_counter() - started < 5
    assert sum("was renamed" in finding for finding in findings) > 9_000


# ------------------------------------------------------------------------------------------------ rules


def with_rate(content: bytes, version: bytes = b"1.1.1") -> File:
    """R8's rule file with another rate."""
    changed = content.replace(b'rate = "0.7"', b'rate = "0.8"').replace(
        b'version = "1.1.1"', b'version = "%s"' % version
    )
    assert changed != content
    return File("R8.toml", changed)


def test_a_rule_file_changed_under_the_number_of_a_published_version_is_found() -> None:
    job = JOB._replace(rules=(with_rate(RULES["R8.toml"]),))
    verdict = verify(bundle(job, run(job)))
    assert [finding.in_("en") for finding in verdict.findings] == [
        "the rule file R8@1.1.1 is not the published one: it was changed under the number of that version"
    ]
    assert [warning.code for warning in run(job).warnings] == ["rules-altered"]
    assert verify(BUNDLE).findings == run(JOB).warnings == ()


def test_rules_of_one_s_own_are_no_finding() -> None:
    job = JOB._replace(rules=(with_rate(RULES["R8.toml"], b"8.0.0"),))
    verdict = verify(bundle(job, run(job)))
    assert verdict.findings == run(job).warnings == ()
    assert [loaded.label for loaded in verdict.rules] == ["R8@8.0.0"]


# ------------------------------------------------------------------------------------------------ refusals


def zipped(
    name: str, *, mode: int = stat.S_IFREG | 0o644, method: int = zipfile.ZIP_STORED, twice: bool = False
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr, info.compress_type = 3, mode << 16, method
        archive.writestr(info, b"0" * 1_000_000)
        if twice:
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr(info, b"1")
    return buffer.getvalue()


def overlapping(entries: int, size: int) -> bytes:
    """A small file whose entries all name the same bytes: 10,000 times a megabyte."""
    small = pack([("a", b"0" * size)])
    start = small.rindex(b"PK\x01\x02")
    entry, ending = small[start:-22], small[-22:]
    names = [b"%05d" % number for number in range(entries)]
    directory = b"".join(entry[:28] + b"\x05\0" + entry[30:46] + name for name in names)
    count = entries.to_bytes(2, "little")
    ending = ending[:8] + count + count + len(directory).to_bytes(4, "little") + ending[16:]
    return small[:start] + directory + ending


def claiming(size: int) -> bytes:
    """An entry that says it is far larger than the file."""
    small = bytearray(pack([("a", b"0")]))
    start = small.rindex(b"PK\x01\x02")
    small[start + 20 : start + 28] = size.to_bytes(4, "little") * 2
    return bytes(small)


def inflating(size: int) -> bytes:
    """Two members, compressed, of more bytes together than are ever unpacked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, length in (("a", size - 1), ("b", 2)):
            with archive.open(name, "w") as file:
                for _ in range(0, length, 1 << 24):
                    file.write(b"0" * min(1 << 24, length))
    return buffer.getvalue()


def broken_manifests() -> list[bytes]:
    """Half surrogate pairs where a text is, sums that are none, members named twice or by the hundred thousand."""
    good = json.loads(MEMBERS[MANIFEST])
    member, table = good["members"][0], good["inputs"][0]
    changes = [
        {"program": "\ud800"},
        {"inputs": [table | {"name": "\ud800"}]},
        {"inputs": [table, table]},
        {"rules": good["rules"] * 2},
        {"members": [member | {"sha256": "\ud800" * 64}]},
        {"members": [member | {"sha256": "0" * 63}]},
        {"members": [member | {"sha256": "０" * 64}]},
        {"members": [member, member]},
        {"members": [member | {"name": str(number)} for number in range(MOST_MEMBERS + 1)]},
        *({"options": good["options"] | {name: "\udfff"}} for name in ("body", "fiscal_year", "unit")),
        {"options": good["options"] | {"sheet": ["\udfff"]}},
        {"options": good["options"] | {"assume": {"\udfff": "0"}}},
    ]
    return [json.dumps(good | change).encode() for change in changes]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (zipped("../a"), "leaves the folder"),
        (zipped("/etc/passwd"), "leaves the folder"),
        (zipped("a/../../b"), "leaves the folder"),
        (zipped("C:/a"), "leaves the folder"),
        (zipped("a\\b"), "leaves the folder"),
        (zipped("a//b"), "leaves the folder"),
        (zipped("a\x1b[31m"), "leaves the folder"),
        (zipped("x" * 300), "leaves the folder"),
        (zipped("a/"), "link or a folder"),
        (zipped("a", mode=stat.S_IFLNK | 0o777), "link or a folder"),
        (zipped("a", mode=stat.S_IFIFO | 0o644), "link or a folder"),
        (zipped("a", method=zipfile.ZIP_LZMA), "compressed"),
        (zipped("a", method=zipfile.ZIP_DEFLATED), "no manifest.json"),
        (overlapping(10_000, 1_000_000), "shares bytes"),
        (claiming(1 << 31), "shares bytes"),
        (inflating(MOST_INFLATED), "unpack to more than"),
        (zipped("a"), "no manifest.json"),
        (b"", "cannot be read"),
        (b"PK\x05\x06" + b"\0" * 18, "no manifest.json"),
        (b"%PDF-1.7", "cannot be read"),
        (pack([(MANIFEST, b"{}")]), "broken"),
        (pack([(MANIFEST, b"[" * 100_000)]), "broken"),
        (pack([(MANIFEST, b'{"schema": "dx-kofu/bundle/9"}')]), "dx-kofu/bundle/9"),
        *((pack([(MANIFEST, content)]), "broken") for content in broken_manifests()),
    ],
)
def test_what_no_bundle_holds_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Refused) as raised:
        verify(content)
    assert reason in raised.value.message.in_("en")
    assert raised.value.message.in_("ja").encode("cp932")


def test_duplicates_encryption_and_too_many_members_are_refused() -> None:
    for content in (zipped("a", twice=True), pack([("a", b""), ("A", b"")])):
        with pytest.raises(Refused, match="duplicate"):
            unpack(content)
    plain = bytearray(pack([("a", b"x")]))
    for offset in (6, plain.index(b"PK\x01\x02") + 8):
        plain[offset] |= 1
    with pytest.raises(Refused, match="encrypted"):
        unpack(bytes(plain))
    with pytest.raises(Refused, match="too-large"):
        pack((str(number), b"") for number in range(MOST_MEMBERS + 1))


@given(st.text(max_size=20))
def test_safe_names_stay_in_the_folder(name: str) -> None:
    if is_safe(name):
        path = Path("/folder", name)
        assert path.resolve() != Path("/folder")
        assert path.resolve().is_relative_to("/folder")


# ------------------------------------------------------------------------------------------------ the command line


@pytest.fixture
def at(tmp_path: Path) -> Path:
    """A folder with tables of several kinds."""
    (tmp_path / "支出").mkdir()
    for path in (
        TOWN,
        EXAMPLES / "r10-recruitment-cap-falls-back.csv",
        EXAMPLES / "r7-prefecture-unknown-cap-and-head.csv",
    ):
        shutil.copy(path, tmp_path / "支出")
    for path in (EXAMPLES / "files").iterdir():
        shutil.copy(path, tmp_path)
    (tmp_path / "bad.csv").write_text(TOWN.read_text("utf-8") + "x,1\n", "utf-8")
    blank = TOWN.read_text("utf-8").splitlines()
    (tmp_path / "blank.csv").write_text("\n".join(blank).replace("R8", ""), "utf-8")
    (tmp_path / "known.toml").write_text(
        '[[figures]]\nfiscal_year = "R7"\nmeasure = "accelerator"\nparameter = "head"\nvalue = 8_300_000\nsource = "a letter"\n',
        "utf-8",
    )
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["支出"],
        ["支出/small-town-one-aide.csv", "支出/r10-recruitment-cap-falls-back.csv"],
        ["officers-workbook.xlsx"],
        ["officers-workbook.xlsx", "--sheet", "調査*", "--unit", "千円"],
        ["own-headers.csv", "--mapping", "own-headers.map.toml"],
        ["支出/r7-prefecture-unknown-cap-and-head.csv", "--overlay", "known.toml"],
        [
            "blank.csv",
            "--fiscal-year",
            "R8",
            "--body",
            "363421",
            "--assume",
            "other_funding=0",
            "--assume",
            "external=yes",
        ],
        ["bad.csv", "--skip-bad-rows"],
        ["支出/small-town-one-aide.csv", "--rules", str(ROOT / "rules"), "--lang", "ja", "--format", "json"],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_runs_are_recorded_and_replayed(at: Path, arguments: list[str]) -> None:
    runs = [dx_kofu("calc", *arguments, "--bundle", name, cwd=at) for name in ("a.zip", "b.zip")]
    code = 1 if "--skip-bad-rows" in arguments else 0
    assert [run.returncode for run in runs] == [code, code], runs[0].stderr.decode()
    assert (at / "a.zip").read_bytes() == (at / "b.zip").read_bytes()
    alone = at / "elsewhere"
    alone.mkdir()
    (at / "a.zip").rename(alone / "a.zip")
    verified = dx_kofu("verify", "a.zip", cwd=alone)
    assert (verified.returncode, verified.stderr) == (0, b""), verified.stdout.decode()
    assert b"intact" in verified.stdout
    with zipfile.ZipFile(alone / "a.zip") as archive:
        assert archive.testzip() is None
        result = archive.read("result/result.en.json")
        options = json.loads(archive.read(MANIFEST))["options"]
    calc = dx_kofu("calc", *arguments, "--format", "json", "--lang", "en", cwd=at, PYTHONIOENCODING="utf-8")
    assert calc.stdout == result
    assert options["skip_bad_rows"] is ("--skip-bad-rows" in arguments)
    assert options["assume"] == ({"other_funding": "0", "external": "yes"} if "--assume" in arguments else {})


def test_standard_input_and_sheet_are_recorded(at: Path) -> None:
    run_ = dx_kofu("calc", "-", "--bundle", "s.zip", stdin=TOWN.read_bytes(), cwd=at)
    assert run_.returncode == 0, run_.stderr
    assert dx_kofu("verify", at / "s.zip").returncode == 0
    with zipfile.ZipFile(at / "s.zip") as archive:
        assert archive.read("inputs/1-stdin") == TOWN.read_bytes()
        document = json.loads(archive.read("result/result.ja.json"))
    run_ = dx_kofu("calc", "officers-workbook.xlsx", "--format", "json", cwd=at)
    sheet = json.loads(run_.stdout)["inputs"][0]["sheet"]
    assert document["inputs"][0]["name"] == "-"
    assert (
        dx_kofu(
            "calc", "officers-workbook.xlsx", "--sheet", sheet, "--unit", "千円", "--bundle", "x.zip", cwd=at
        ).returncode
        == 0
    )
    assert dx_kofu("verify", at / "x.zip").returncode == 0


def test_names_of_tables_are_made_safe_and_unique(at: Path) -> None:
    (at / "p").mkdir()
    shutil.copy(TOWN, at / "p" / "支出 表;$(x).csv")
    run_ = dx_kofu("calc", "p/支出 表;$(x).csv", "支出/r10-recruitment-cap-falls-back.csv", "--bundle", "n.zip", cwd=at)
    assert run_.returncode == 0, run_.stderr.decode()
    with zipfile.ZipFile(at / "n.zip") as archive:
        names = [name for name in archive.namelist() if name.startswith("inputs/")]
    assert names == ["inputs/1-支出_表___x_.csv", "inputs/2-r10-recruitment-cap-falls-back.csv"]
    if shutil.which("unzip") and shutil.which("sha256sum"):
        subprocess.run(["unzip", "-q", "n.zip", "-d", "out"], cwd=at, check=True)
        subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=at / "out", check=True)


def test_verify_says_what_is_wrong_and_how_it_ends(at: Path) -> None:
    path = at / "t.zip"
    path.write_bytes(BUNDLE)
    assert dx_kofu("verify", path).returncode == 0
    path.write_bytes(flipped(BUNDLE, BUNDLE.index(MEMBERS["inputs/1-支出.csv"])))
    run_ = dx_kofu("verify", path, "--lang", "ja")
    assert (run_.returncode, "inputs/1-支出.csv が書き換えられています" in run_.stdout.decode()) == (1, True)
    for content in (b"", zipped("../a")):
        path.write_bytes(content)
        run_ = dx_kofu("verify", path)
        assert (run_.returncode, run_.stdout, b"Traceback" in run_.stderr) == (2, b"", False)
    assert dx_kofu("verify", at / "absent.zip").returncode == 2
    assert dx_kofu("verify", at).returncode == 2


def test_a_bundle_is_never_written_over_what_is_read_or_written(at: Path) -> None:
    for arguments in (["--bundle", "bad.csv", "--skip-bad-rows"], ["--bundle", "r.json", "-o", "r.json"]):
        before = (at / "bad.csv").read_bytes()
        assert dx_kofu("calc", "bad.csv", *arguments, cwd=at).returncode == 2
        assert ((at / "bad.csv").read_bytes(), (at / "r.json").exists()) == (before, False)
    assert dx_kofu("calc", "bad.csv", "--bundle", "none.zip", cwd=at).returncode == 1
    assert not (at / "none.zip").exists()


def test_a_book_of_files_is_the_folder_s() -> None:
    book = RuleBook.of_files(BOOK.files())
    assert book.years == BOOK.years
    assert [book[year].sha256 for year in book.years] == [BOOK[year].sha256 for year in BOOK.years]
    assert book["R8"].name == "R8.toml"


def test_calc_and_verify_tell_published_rules_from_changed_and_own_ones(at: Path) -> None:
    assert f"rules R8@1.1.1 SHA-256 {BOOK['R8'].sha256[:12]}" in verified(at, "支出/small-town-one-aide.csv")[1]
    assert "(published)" in verified(at, "支出/small-town-one-aide.csv")[1]
    for version, code, words in (
        (b"1.1.1", 1, "is not the published one"),
        (b"8.0.0", 0, "own rules, not of this program"),
    ):
        shutil.copytree(ROOT / "rules", at / "rr", dirs_exist_ok=True)
        (at / "rr" / "R8.toml").write_bytes(with_rate(RULES["R8.toml"], version).content)
        run_ = dx_kofu("calc", "支出/small-town-one-aide.csv", "--rules", "rr", "--format", "json", cwd=at)
        warned = [found["code"] for found in json.loads(run_.stdout)["warnings"]]
        assert (run_.returncode, warned) == (0, ["rules-altered"] * code)
        assert (b"[rules-altered]" in run_.stderr) is bool(code)
        found = verified(at, "支出/small-town-one-aide.csv", "--rules", "rr")
        assert (found[0], words in found[1]) == (code, True), found[1]
    for suffix in ("html", "md", "xlsx", "csv"):
        (at / "rr" / "R8.toml").write_bytes(with_rate(RULES["R8.toml"]).content)
        run_ = dx_kofu("calc", "支出/small-town-one-aide.csv", "--rules", "rr", "-o", f"w.{suffix}", cwd=at)
        assert run_.returncode == 0, run_.stderr


def verified(at: Path, *arguments: str) -> tuple[int, str]:
    """What ``verify`` says of the bundle of a run."""
    run_ = dx_kofu("calc", *arguments, "--bundle", "v.zip", cwd=at)
    assert run_.returncode == 0, run_.stderr
    run_ = dx_kofu("verify", "v.zip", cwd=at)
    return run_.returncode, run_.stdout.decode()


def test_a_bundle_is_the_same_however_the_paths_were_typed(at: Path) -> None:
    ways = ("own-headers", "./own-headers", "支出/../own-headers", str(at / "own-headers"))
    bundles = set()
    for way in ways:
        run_ = dx_kofu("calc", f"{way}.csv", "--mapping", f"{way}.map.toml", "--bundle", "w.zip", cwd=at)
        assert run_.returncode == 0, run_.stderr
        bundles.add((at / "w.zip").read_bytes())
    assert len(bundles) == 1
    elsewhere = at / "elsewhere"
    elsewhere.mkdir()
    manifest = json.loads(unpack((at / "w.zip").read_bytes()).members[MANIFEST])
    assert (manifest["inputs"][0]["name"], manifest["mapping"]) == ("own-headers.csv", "own-headers.map.toml")
    (at / "own.csv").write_text(TOWN.read_text("utf-8"), "utf-8")
    (at / "支出" / "own.csv").write_text(TOWN.read_text("utf-8").replace("kamiyama-", "m-"), "utf-8")
    run_ = dx_kofu("calc", at / "own.csv", at / "支出" / "own.csv", "--bundle", "w.zip", cwd=elsewhere)
    assert run_.returncode == 0, run_.stderr
    manifest = json.loads(unpack((elsewhere / "w.zip").read_bytes()).members[MANIFEST])
    assert [table["name"] for table in manifest["inputs"]] == ["own.csv", "支出/own.csv"]
    assert dx_kofu("verify", elsewhere / "w.zip").returncode == 0


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="a file's name is any bytes on Linux only")
def test_names_that_are_no_utf_8_are_recorded_as_they_are_shown(at: Path) -> None:
    odd = os.fsdecode(b"n\xff")
    for name in ("own-headers.csv", "own-headers.map.toml", "known.toml"):
        shutil.copy(at / name, at / (odd + name))
    table = at / "支出" / "r7-prefecture-unknown-cap-and-head.csv"
    runs = (
        [f"{odd}own-headers.csv", "--mapping", f"{odd}own-headers.map.toml"],
        [str(table), "--overlay", f"{odd}known.toml", "--rules", str(ROOT / "rules")],
        [str(table), "--sheet", odd],
    )
    for arguments in runs:
        for more in (["--bundle", "n.zip"], ["-o", "n.json"], ["-o", "n.html"]):
            run_ = dx_kofu("calc", *arguments, *more, cwd=at)
            assert (run_.returncode, b"Traceback" in run_.stderr) == (0, False), run_.stderr
        assert dx_kofu("verify", "n.zip", cwd=at).returncode == 0
    for option in ("--unit", "--assume", "--body", "--fiscal-year", "--mapping", "--overlay", "--rules"):
        run_ = dx_kofu("calc", table, option, odd, "--bundle", "n.zip", cwd=at)
        assert (run_.returncode, b"Traceback" in run_.stderr) == (2, False), run_.stderr


def test_no_rule_file_of_any_year_is_written_over(at: Path) -> None:
    shutil.copytree(ROOT / "rules", at / "rr")
    for target in ("rr/R10.toml", "rr/versions.lock", "bad.csv"):
        before = (at / target).read_bytes()
        for option in ("-o", "--bundle"):
            run_ = dx_kofu(
                "calc", "bad.csv", "--skip-bad-rows", "--rules", "rr", "--format", "json", option, target, cwd=at
            )
            assert (run_.returncode, b"is an input file" in run_.stderr, (at / target).read_bytes() == before) == (
                2,
                True,
                True,
            )


def test_a_bundle_needs_the_name_of_a_file(at: Path) -> None:
    run_ = dx_kofu("calc", "own-headers.csv", "--mapping", "own-headers.map.toml", "--bundle", "-", cwd=at)
    assert (run_.returncode, run_.stdout, (at / "-").exists()) == (2, b"", False)


def test_a_bundle_holds_the_answers(at: Path) -> None:
    shutil.copy(EXAMPLES / "blanks-and-questions.csv", at / "b.csv")
    assert dx_kofu("ask", "b.csv", "-o", "q.csv", "--lang", "en", cwd=at).returncode == 0
    sheet = (at / "q.csv").read_text("utf-8-sig")
    asked = 'not a member of staff?",'
    assert asked in sheet
    (at / "q.csv").write_text(sheet.replace(asked, asked + "yes"), "utf-8-sig")
    assert verified(at, "b.csv", "--answers", "q.csv")[0] == 0
    archive = unpack((at / "v.zip").read_bytes()).members
    assert archive["answers/1-q.csv"] == (at / "q.csv").read_bytes()
    # 231,000 confirmed before, and an aide of 3,600,000 x 0.7 = 2,520,000 with the answer
    document = json.loads(archive["result/result.en.json"])
    assert document["bodies"][-1]["special"]["allocation"] == 231_000 + 2_520_000
    for byte in (0, 100, len(archive["answers/1-q.csv"]) - 1):
        start = (at / "v.zip").read_bytes().index(archive["answers/1-q.csv"]) + byte
        changed = bytearray((at / "v.zip").read_bytes())
        changed[start] ^= 1
        (at / "w.zip").write_bytes(changed)
        run_ = dx_kofu("verify", "w.zip", "--lang", "en", cwd=at)
        assert (run_.returncode, b"answers/1-q.csv" in run_.stdout) == (1, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "command", [["verify", "t.zip"], ["--help"], ["--version"], ["rules", "list"], ["map", "bad.csv"]]
)
def test_a_full_disk_is_told_in_a_line(at: Path, command: list[str]) -> None:
    (at / "t.zip").write_bytes(BUNDLE)
    with open("/dev/full", "wb") as full:
        run_ = subprocess.run(
            [sys.executable, "-m", "dx_kofu", *command], stdout=full, stderr=subprocess.PIPE, cwd=at, check=False
        )
    assert (run_.returncode, len(run_.stderr.splitlines())) == (2, 1), run_.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_only_a_file_is_verified(at: Path) -> None:
    os.mkfifo(at / "pipe.zip")
    run_ = dx_kofu("verify", at / "pipe.zip")
    assert (run_.returncode, b"not a regular file" in run_.stderr) == (2, True)
