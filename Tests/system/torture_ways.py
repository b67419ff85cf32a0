"""For `torture`: the ways to drop a file."""
import mmap, os, socket, subprocess

from torture_drops import Drops


class Ways(Drops):
    """Each way is a generator: where it yields a number, others go on for at least as many seconds."""

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
