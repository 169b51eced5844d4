"""Verifies a bundle from its own bytes: nothing changed, and the same result comes out again.

In: the bytes of a file. Out: a :class:`Verdict`. Three looks, each at what the one before cannot see:

1. the archive packed again from its members must be the file: finds a byte changed anywhere, headers included;
2. every member against the manifest's SHA-256: names what was changed, added, removed or renamed;
3. the result computed again from the tables, rules and options in the bundle, and all members made from that, must be the members;
4. a rule file that was used and bears the number of a published version must be that version, byte for byte. A body's own rules
   under a number of their own are no finding; that they are its own is told.

Who changes a table and makes a whole new bundle of it makes a good bundle of another run: against that the SHA-256 of the file is
told when it is written and when it is verified, to be kept elsewhere (in the approval file, say).

A bundle made by another version of the program is verified by its own rule files, under the version that it names; where this
program computes another result from them, that is told with both versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from dx_kofu import __version__
from dx_kofu.bundle.archive import Refused, unpack
from dx_kofu.bundle.bundle import MANIFEST, MAPPING, OVERLAY, SUMS, Manifest, job_of, members, read_manifest, sums_of
from dx_kofu.bundle.job import CannotRun, run
from dx_kofu.messages import Message
from dx_kofu.rules.load import Loaded, published


class Verdict(NamedTuple):
    """What is said of a bundle."""

    sha256: str
    program: str
    """The version that made it; empty where that cannot be read."""
    size: int
    """Members."""
    findings: tuple[Message, ...]
    """What is not as it was; empty: every byte is."""
    rules: tuple[Loaded, ...]
    """The rule files that were used; none where the result could not be computed again."""


def verify(content: bytes) -> Verdict:
    """The verdict on a file; :class:`~dx_kofu.bundle.archive.Refused` where it is no bundle."""
    unpacked = unpack(content)
    there = unpacked.members
    if MANIFEST not in there:
        raise Refused(Message("bundle.none"))
    manifest = read_manifest(there[MANIFEST])
    findings = list(_compared(manifest, there))
    rules: tuple[Loaded, ...] = ()
    if not findings:
        job = job_of(manifest, there)
        try:
            result = run(job)
        except CannotRun as error:
            findings += _cannot_run(manifest, error)
        else:
            rules = result.rules
            findings += [*_computed(manifest, members(job, result, manifest.program), there), *_not_published(rules)]
    if unpacked.is_packed_again:
        findings.append(Message("bundle.packed-again"))
    elif unpacked.stray is not None:
        findings.append(Message("bundle.stray", offset=unpacked.stray))
    return Verdict(sha256(content).hexdigest(), manifest.program, len(there), tuple(findings), rules)


def _compared(manifest: Manifest, there: Mapping[str, bytes]) -> Iterator[Message]:
    """Members against the manifest's sums."""
    sums = {name: sha256(data).hexdigest() for name, data in there.items() if name not in (MANIFEST, SUMS)}
    missing = {name: digest for name, digest in manifest.sums.items() if name not in sums}
    added = {name: digest for name, digest in sums.items() if name not in manifest.sums}
    by_digest: dict[str, list[str]] = {}
    for name, digest in reversed(added.items()):
        by_digest.setdefault(digest, []).append(name)
    for old, digest in list(missing.items()):
        if by_digest.get(digest):
            new = by_digest[digest].pop()
            del missing[old], added[new]
            yield Message("bundle.renamed", old=old, new=new)
    yield from (Message("bundle.missing", name=name) for name in missing)
    yield from (Message("bundle.added", name=name) for name in added)
    for name, digest in manifest.sums.items():
        if name in sums and sums[name] != digest:
            yield Message("bundle.altered", name=name)
    needed = [member for member, _ in (*manifest.inputs, *manifest.answers)] + list(manifest.rules)
    needed += [name for name, given in ((MAPPING, manifest.mapping), (OVERLAY, manifest.overlay)) if given is not None]
    yield from (Message("bundle.missing", name=name) for name in needed if name not in there and name not in missing)
    if SUMS not in there:
        yield Message("bundle.missing", name=SUMS)
    elif there[SUMS] != sums_of({MANIFEST: sha256(there[MANIFEST]).hexdigest(), **manifest.sums}):
        rest = sums_of(manifest.sums)
        yield Message("bundle.altered", name=MANIFEST if there[SUMS].endswith(b"\n" + rest) else SUMS)


def _cannot_run(manifest: Manifest, error: CannotRun) -> Iterator[Message]:
    for message in error.messages:
        yield Message("bundle.cannot-run", message=message)
    if manifest.program != __version__:
        yield Message("bundle.version", program=manifest.program, own=__version__)


def _computed(manifest: Manifest, again: Mapping[str, bytes], there: Mapping[str, bytes]) -> Iterator[Message]:
    """All members as they were made again from the tables, rules and options."""
    differing = [name for name in dict.fromkeys((*again, *there)) if again.get(name) != there.get(name)]
    results = [name for name in differing if name.startswith("result/")]
    for name in results or differing:  # where a result differs, so do the sums of it
        yield _difference(name, there.get(name, b""), again.get(name, b""))
    if not differing and list(again) != list(there):
        yield Message("bundle.order")
    if results and manifest.program != __version__:
        yield Message("bundle.version", program=manifest.program, own=__version__)


def _not_published(rules: Sequence[Loaded]) -> Iterator[Message]:
    """Rule files that bear the number of a published version and are another file."""
    return (Message("bundle.not-published", name=loaded.label) for loaded in rules if published(loaded) == "altered")


def _difference(name: str, recorded: bytes, computed: bytes) -> Message:
    if name in (MANIFEST, SUMS):
        return Message("bundle.altered", name=name)
    pairs = zip([*recorded.split(b"\n"), b""], [*computed.split(b"\n"), b""], strict=False)
    line = next((number for number, (old, new) in enumerate(pairs, start=1) if old != new), 1)
    return Message("bundle.result", name=name, line=line)
