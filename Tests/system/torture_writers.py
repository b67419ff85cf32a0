"""For `torture`: who drops the files, in which mixture."""
import pickle, time

from torture_ways import Ways

# Deliveries that one writer has begun and not finished, such as slow files.
OPEN_AT_ONCE = 60


class Writer(Ways):
    """Drops files in bursts, many at a time."""

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
