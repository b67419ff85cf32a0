"""For `torture`: what is dropped, under which names, and what must come of it."""
import os, random, time

from torture_check import Expected


class Drops:
    """Contents and names that were never given before, and the calls that put them there."""

    def __init__(self, number, seed, scratch):
        self.number, self.random = number, random.Random(f"{seed}/{number}")
        self.inbox = os.path.join(scratch, "state", "inbox")
        # On the same filesystem, so that a rename from there is one.
        self.aside = os.path.join(scratch, "aside", str(number))
        self.expected, self.count, self.names = Expected(), 0, 0
        os.makedirs(self.aside, exist_ok=True)
        self.descriptors = os.open("/proc/self/fd", os.O_RDONLY | os.O_DIRECTORY)
        syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or", "el")]
        self.words = ["".join(self.random.choices(syllables, k=3)) for _ in range(4000)]

    def text(self):
        self.count += 1
        words = self.random.choices(self.words, k=self.random.choice([20, 40, 60, 200]))
        lines = [" ".join(words[i : i + 14]).capitalize() + "." for i in range(0, len(words), 14)]
        return (f"Report {self.number}-{self.count} from {words[0]}\n\n" + "\n".join(lines) + "\n").encode()

    def folder(self):
        """An existing folder of the inbox, or the inbox itself."""
        name = self.random.choice(["", "wire", "post", "wire/deep", "huge", "huge", "huge"])
        path = os.path.join(self.inbox, name)
        os.makedirs(path, exist_ok=True)
        return path

    def name(self):
        self.names += 1
        n = f"{self.number}-{self.names}"
        kind = self.random.random()
        if kind < 0.90:
            return os.fsencode(f"{n}.txt")
        return self.random.choice(
            [
                b"line\nbreak " + n.encode(),
                b"\xff\xfe\x80" + n.encode(),
                n.encode() + b"x" * (255 - len(n)),
                b"Case-" + n.encode(),
                b"cASE-" + n.encode(),
                b" '\"\\$(" + n.encode(),
            ]
        )

    def place(self):
        return os.path.join(os.fsencode(self.folder()), self.name())

    def away(self):
        """A name outside of the inbox that was never given."""
        self.names += 1
        return os.path.join(os.fsencode(self.aside), f"{self.names}".encode())

    def open(self, path, flags, mode=0o644):
        began = time.monotonic()
        file = os.open(path, flags, mode)
        self.expected.longest_open = max(self.expected.longest_open, time.monotonic() - began)
        return file

    def put(self, path, content, mode=0o644):
        file = self.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        os.write(file, content)
        os.close(file)
