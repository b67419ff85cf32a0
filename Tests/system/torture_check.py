"""For `torture`: what must come out, and what has. Nothing of the program is used."""
import base64, hashlib, json, os

# Seconds that a writer's open() may wait for a file in the daemon's hand: the read of one file, on a busy machine. The
# kernel itself would end the lease after fs.lease-break-time (45).
LONGEST_WAIT = 10


class Expected:
    """What must come out: by the digest of the bytes, and for what has none by name, the least and the most lines."""

    def __init__(self):
        self.digests, self.names = {}, {}
        self.ways, self.longest_open = {}, 0.0

    def exactly(self, content, times=1):
        self.between(content, times, times)

    def between(self, content, least, most):
        digest = hashlib.sha256(content).hexdigest()
        low, high = self.digests.get(digest, (0, 0))
        self.digests[digest] = (low + least, high + most)

    def merge(self, other):
        for mine, theirs in ((self.digests, other.digests), (self.names, other.names)):
            for key, (low, high) in theirs.items():
                old = mine.get(key, (0, 0))
                mine[key] = (old[0] + low, old[1] + high)
        for way, count in other.ways.items():
            self.ways[way] = self.ways.get(way, 0) + count
        self.longest_open = max(self.longest_open, other.longest_open)


def files_below(root):
    """Everything that is no folder; a link to a folder is none."""
    with os.scandir(os.fsencode(root)) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from files_below(entry.path)
            else:
                yield entry.path


def check(scratch, expected):
    """The promises that are broken, as sentences, and how many lines there are."""
    state = os.path.join(scratch, "state")
    problems, seqs, ids, found, names, places = [], [], set(), {}, {}, set()
    counts = {}
    for stream in ("articles", "duplicates", "rejected"):
        with open(os.path.join(state, "store", stream + ".jsonl"), "rb") as file:
            lines = file.read()
        if lines and not lines.endswith(b"\n"):
            problems.append(f"{stream}: half a line at the end")
        counts[stream] = lines.count(b"\n")
        for line in lines.splitlines():
            record = json.loads(line)
            seqs.append(record["seq"])
            about, what = record["metadata"], f"{stream} seq {record['seq']}"
            if stream == "articles":
                if record["id"] != hashlib.sha256(record["text"].encode()).hexdigest():
                    problems.append(f"{what}: id is not the digest of the text")
                if record["id"] in ids:
                    problems.append(f"{what}: its id was there before")
                ids.add(record["id"])
            place = os.path.join("rejected" if stream == "rejected" else "archive", about["original"])
            problems += check_original(state, place, about, what)
            if place in places:
                problems.append(f"{what}: a second line for {place}")
            places.add(place)
            if "sha256" in about:
                found[about["sha256"]] = found.get(about["sha256"], 0) + 1
            else:
                names[about["file"]] = names.get(about["file"], 0) + 1
    if sorted(seqs) != list(range(1, len(seqs) + 1)):
        problems.append("the numbers are not 1, 2, 3 ...")
    problems += compare(expected.digests, found, "bytes with digest") + compare(expected.names, names, "the name")
    if expected.longest_open > LONGEST_WAIT:
        problems.append(f"a writer waited {expected.longest_open:.1f} s in open()")
    there = sum(1 for root in ("archive", "rejected") for _ in files_below(os.path.join(state, root)))
    if there != len(places):
        problems.append(f"{there} originals for {len(places)} lines")
    return problems, counts


def check_original(state, place, about, what):
    # A name that is no text cannot be found by its text.
    raw = os.fsencode(os.path.join(state, place))
    if "file_base64" in about:
        tail = base64.b64decode(about["file_base64"])
        raw = os.path.join(os.fsencode(state), os.fsencode(place.split("/")[0]), os.fsencode(place.split("/")[1]), tail)
    if not os.path.lexists(raw):
        return [f"{what}: {place} is missing"]
    if "sha256" not in about:
        return []
    with open(raw, "rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != about["sha256"] or len(content) != about["bytes"]:
        return [f"{what}: {place} has other bytes than the line says"]
    return []


def compare(expected, found, what):
    problems = []
    for key, (low, high) in expected.items():
        if not low <= found.get(key, 0) <= high:
            problems.append(f"{what} {key}: {found.get(key, 0)} lines instead of {low} to {high}")
    problems += [f"{what} {key} was never dropped" for key in found if key not in expected]
    return problems
