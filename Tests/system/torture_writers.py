"""For `torture`: the ways to drop a file."""
import mmap, os, pickle, random, socket, subprocess, time

from torture_check import Expected

# Deliveries that one writer has begun and not finished, such as slow files.
OPEN_AT_ONCE = 60


class Writer:
    """Drops files. Each way of `ways` is a generator: where it yields a number, others go on for at least as many seconds."""

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

    # ---- what is dropped

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

    # ---- the ways

    def copied(self):
        content = self.text()
        self.put(self.place(), content)
        self.expected.exactly(content)
        yield 0

    def redirected(self):
        content = self.text()
        file = self.open(self.place(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for i in range(0, len(content), 100):
            os.write(file, content[i : i + 100])
        os.close(file)
        self.expected.exactly(content)
        yield 0

    def by_a_shell(self):
        one, two = self.text(), self.text()
        away = self.away()
        self.put(away + b".one", one)
        first, second = self.place(), self.place() + b"2"
        source = away + b".one"
        subprocess.run([b"cp", source, first[:250]], check=True)
        with open(source, "wb") as file:
            file.write(two)
        subprocess.run([b"sh", b"-c", b'cat "$0" >"$1"', source, second[:250]], check=True)
        os.unlink(source)
        self.expected.exactly(one)
        self.expected.exactly(two)
        yield 0

    def moved(self):
        content = self.text()
        away = self.away()
        self.put(away, content)
        os.rename(away, self.place())
        self.expected.exactly(content)
        yield 0

    def moved_tree(self):
        root = self.away() + b".tree"
        for _ in range(self.random.randint(1, 40)):
            content = self.text()
            folder = os.path.join(root, *self.random.choice([(), (b"a",), (b"a", b"b"), (b"c", b"d", b"e", b"f")]))
            os.makedirs(folder, exist_ok=True)
            self.put(os.path.join(folder, self.name()), content)
            self.expected.exactly(content)
        target = os.path.join(os.fsencode(self.folder()), f"tree{self.number}-{self.count}".encode())
        os.rename(root, target)
        if self.random.random() < 0.3:
            yield self.random.random() * 0.3
            os.rename(target, target + b"-renamed")
        yield 0

    def nested(self):
        parts = [f"n{self.random.randint(0, 30)}" for _ in range(self.random.randint(1, 12))]
        folder = os.path.join(self.inbox, f"made{self.number}", *parts)
        for _ in range(self.random.randint(1, 5)):
            content = self.text()
            os.makedirs(folder, exist_ok=True)
            self.put(os.path.join(os.fsencode(folder), self.name()), content)
            self.expected.exactly(content)
        yield 0

    def linked(self):
        content = self.text()
        away = self.away()
        self.put(away, content)
        os.link(away, self.place())
        # Gone only when the link has been seen, perhaps.
        yield self.random.random()
        os.unlink(away)
        self.expected.exactly(content)

    def two_links(self):
        content = self.text()
        away = self.away()
        self.put(away, content)
        path = self.place()[:250]
        os.link(away, path + b".a")
        os.link(away, path + b".b")
        os.unlink(away)
        self.expected.exactly(content, 2)
        yield 0

    def nameless(self):
        content = self.text()
        path = self.place()
        file = os.open(os.path.dirname(path), os.O_TMPFILE | os.O_WRONLY, 0o644)
        os.write(file, content)
        # Only with a folder given does Python call linkat(2), which alone can follow the link.
        os.link(f"{file}", path, src_dir_fd=self.descriptors, follow_symlinks=True)
        if self.random.random() < 0.5:
            yield 0.1
        os.close(file)
        self.expected.exactly(content)

    def renamed_while_written(self):
        content = self.text()
        away = self.away()
        file = os.open(away, os.O_WRONLY | os.O_CREAT, 0o644)
        os.write(file, content[:50])
        os.rename(away, self.place())
        yield self.random.random()
        os.write(file, content[50:])
        os.close(file)
        self.expected.exactly(content)

    def slow(self):
        content = self.text()
        file = self.open(self.place(), os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        step = max(1, len(content) // self.random.randint(2, 6))
        for i in range(0, len(content), step):
            os.write(file, content[i : i + step])
            yield self.random.random()
        os.close(file)
        self.expected.exactly(content)

    def two_writers(self):
        one, two = self.text(), self.text()
        path = self.place()
        first = self.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        os.write(first, one)
        yield self.random.random() * 0.5
        second = self.open(path, os.O_WRONLY | os.O_APPEND)
        os.close(first)
        yield self.random.random() * 0.5
        os.write(second, two)
        os.close(second)
        self.expected.exactly(one + two)

    def opened_twice(self):
        """A second writer comes within `settle`, or too late; in the midst of the taking it must wait, and not be lost."""
        one, two = self.text(), self.text()
        path = self.place()
        self.put(path, one)
        yield self.random.choice([0.0, 0.1, 0.24, 0.25, 0.26, 0.3])
        try:
            second = self.open(path, os.O_WRONLY | os.O_APPEND)
        except FileNotFoundError:
            self.expected.exactly(one)
            return
        os.write(second, two)
        os.close(second)
        self.expected.exactly(one + two)

    def mapped(self):
        content = self.text()
        file = self.open(self.place(), os.O_RDWR | os.O_CREAT | os.O_EXCL)
        os.ftruncate(file, len(content))
        memory = mmap.mmap(file, len(content))
        os.close(file)
        for i in range(0, len(content), 200):
            memory[i : i + 200] = content[i : i + 200]
            if self.random.random() < 0.3:
                yield self.random.random()
        memory.close()
        self.expected.exactly(content)

    def synced(self):
        """As rsync, scp and browsers do: under a name that is left alone, then renamed."""
        content = self.text()
        path = self.place()[:200]
        folder, name = os.path.split(path)
        hidden = self.random.choice([b"." + name + b".Xq81", name + b".filepart", name + b".part", name + b"~"])
        draft = os.path.join(folder, hidden)
        file = self.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        os.write(file, content[:80])
        yield self.random.random() * 0.5
        os.write(file, content[80:])
        os.close(file)
        os.rename(draft, path)
        self.expected.exactly(content)

    def chmod_later(self):
        content = self.text()
        path = self.place()
        self.put(path, content, mode=0)
        yield self.random.random() * 2
        os.chmod(path, 0o644)
        self.expected.exactly(content)

    def touched_later(self):
        content = self.text()
        path = self.place()
        self.put(path, content)
        self.expected.exactly(content)
        for _ in range(self.random.randint(1, 4)):
            yield 0.1
            try:
                os.utime(path)
            except FileNotFoundError:
                return

    def replaced(self):
        path = self.place()
        contents = [self.text() for _ in range(self.random.randint(2, 4))]
        for content in contents:
            away = self.away()
            self.put(away, content)
            os.rename(away, path)
            if self.random.random() < 0.3:
                yield self.random.random() * 0.1
        for content in contents[:-1]:
            self.expected.between(content, 0, 1)
        self.expected.exactly(contents[-1])

    def again_and_again(self):
        """One name: each time it is free, another file takes it."""
        path = os.path.join(self.inbox, f"same-{self.number}.txt")
        for _ in range(self.random.randint(2, 6)):
            content = self.text()
            away = self.away()
            self.put(away, content)
            try:
                os.link(away, path)
                self.expected.exactly(content)
            except FileExistsError:
                pass
            os.unlink(away)
            yield self.random.random() * 0.2

    def filled_later(self):
        content = self.text()
        path = self.place()
        self.put(path, b"")
        yield self.random.random() * 2
        file = self.open(path, os.O_WRONLY)
        os.write(file, content)
        os.close(file)
        self.expected.exactly(content)

    def sparse(self):
        content = self.text()
        file = self.open(self.place(), os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        hole = 4096 * self.random.randint(1, 50)
        os.lseek(file, hole, os.SEEK_SET)
        os.write(file, content)
        os.close(file)
        self.expected.exactly(bytes(hole) + content)
        yield 0

    def too_large(self):
        head = self.text()
        file = self.open(self.place(), os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        os.write(file, head)
        os.ftruncate(file, (17 << 20) + self.count)
        os.close(file)
        self.expected.exactly(head + bytes((17 << 20) + self.count - len(head)))
        yield 0

    def vanished(self):
        content = self.text()
        path = self.place()
        self.put(path, content)
        yield self.random.choice([0, 0, 0.2, 0.3])
        try:
            os.unlink(path)
            # Taken and put back between the two: then it may have a line, but not this file under this name.
            self.expected.between(content, 0, 0)
        except FileNotFoundError:
            self.expected.exactly(content)

    def odd(self):
        self.count += 1
        name = f"odd-{self.number}-{self.count}"
        path = os.path.join(self.inbox, name)
        kind = self.random.randint(0, 3)
        if kind == 0:
            os.mkfifo(path)
        elif kind == 1:
            server = socket.socket(socket.AF_UNIX)
            server.bind(path)
            server.close()
        else:
            os.symlink(self.random.choice(["/etc/passwd", "wire", ".", name, "nowhere", "../store/articles.jsonl"]), path)
        self.expected.names[name] = (1, 1)
        yield 0

    def binary(self):
        self.count += 1
        content = self.random.randbytes(600) + bytes(8)
        self.put(self.place(), content)
        self.expected.exactly(content)
        yield 0

    # ---- how often each

    def ways(self):
        often = [self.copied, self.redirected, self.moved, self.linked, self.nameless]
        some = [
            self.renamed_while_written, self.two_writers, self.opened_twice, self.mapped, self.synced, self.chmod_later,
            self.touched_later, self.replaced, self.again_and_again, self.filled_later, self.slow, self.nested,
            self.moved_tree, self.two_links, self.vanished, self.odd, self.binary, self.sparse,
        ]
        return often * 12 + some * 2 + [self.by_a_shell]

    def run(self, files, deadline, report):
        ways = self.ways()
        begun = []  # (when it goes on, generator)
        burst_until, rest_until = 0, 0.0
        while self.count < files and time.monotonic() < deadline or begun:
            now = time.monotonic()
            wants_more = self.count < files and now < deadline and now >= rest_until and len(begun) < OPEN_AT_ONCE
            if wants_more:
                if self.count >= burst_until:
                    # A burst of one way, or of all, then a rest.
                    burst_until = self.count + self.random.choice([1, 10, 100, 1000, 3000])
                    one = self.random.choice(ways)
                    mixed = self.random.random() < 0.7 or one not in ways[:60]
                    rest_until = now + self.random.choice([0, 0, 0.1, 0.5])
                way = self.random.choice(ways) if mixed else one
                if self.random.random() < 0.0005:
                    way = self.too_large
                self.expected.ways[way.__name__] = self.expected.ways.get(way.__name__, 0) + 1
                begun.append((0.0, way()))
            going_on = []
            for due, delivery in begun:
                if due > now:
                    going_on.append((due, delivery))
                    continue
                try:
                    going_on.append((now + next(delivery), delivery))
                except StopIteration:
                    pass
            begun = going_on
            if not wants_more and begun:
                time.sleep(max(0.0, min(0.02, min(due for due, _ in begun) - time.monotonic())))
            elif not wants_more:
                time.sleep(0.005)
        with open(report, "wb") as file:
            pickle.dump(self.expected, file)
