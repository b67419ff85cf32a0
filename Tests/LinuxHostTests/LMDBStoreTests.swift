import Glibc
import Host
import SystemPackage
import Testing

@testable import LinuxHost

@Suite struct LMDBStoreTests {
    let root: TemporaryFolder
    let store: LMDBStore

    init() throws {
        root = try TemporaryFolder()
        store = LMDBStore(folder: root.path, mode: .write)
    }

    private func get(_ table: IndexTable, _ key: String, in other: LMDBStore? = nil) throws(Fault) -> String? {
        var found: String?
        let key = Array(key.utf8)
        let isThere = try (other ?? store).get(table, key.span) { found = $0.text }
        #expect(isThere == (found != nil))
        return found
    }

    private func all(_ table: IndexTable) throws(Fault) -> [String] {
        var found: [String] = []
        try store.scan(table) { found.append("\($0.text)=\($1.text)"); return true }
        return found
    }

    @Test func anEmptyStore() throws {
        for table in IndexTable.allCases {
            #expect(try get(table, "a") == nil)
            #expect(try all(table) == [])
        }
        #expect(try store.size > 0)
        try store.commit([])
    }

    /// LMDB would follow it, and write over what lies at its end.
    @Test(arguments: ["lock.mdb", "data.mdb"])
    func aLinkInThePlaceOfAFile(name: String) throws {
        try PlainFile.replace(root.path + "/precious", with: Array("text".utf8))
        unsafe symlink(root.path + "/precious", root.path + "/" + name)
        #expect(throws: Fault(.index, .tooManySymbolicLinkLevels, root.path + "/" + name)) { try get(.meta, "a") }
        #expect(try PlainFile.read(root.path + "/precious", limit: 100).count == 4)
    }

    @Test func tablesAreApart() throws {
        try store.commit(IndexTable.allCases.map { IndexChange($0, "key", "value of \($0)") })
        for table in IndexTable.allCases { #expect(try get(table, "key") == "value of \(table)") }
    }

    /// Many values, in any order of the keys, of which some are not there; also in a table without entries, and as a store
    /// gives them that copies them.
    @Test(arguments: [false, true])
    func readsMany(fromCopies: Bool) throws {
        func values(_ table: IndexTable, _ keys: [String]) throws -> [String?] {
            var rounds: [[String?]] = []
            let body: (Int, Int, Span<UInt8>) -> Bool = { round, key, bytes in
                if round == rounds.count { rounds.append([String?](repeating: nil, count: keys.count)) }
                rounds[round][key] = String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
                return round < 2 && key == 4
            }
            let bytes = keys.flatMap { Array($0.utf8) }
            if fromCopies { try store.visitCopies(table, bytes, each: 5, body) } else { try store.visit(table, bytes, each: 5, body) }
            #expect(rounds.count <= 3 && rounds.allSatisfy { $0 == rounds[0] }, "each round has all of them")
            #expect(keys.count < 5 || rounds.count == 3, "as long as one wants another")
            return rounds.first ?? keys.map { _ in nil }
        }
        try store.commit((0..<3_000).map { IndexChange(.keys, "k\(1_000 + $0 * 2)", $0 == 5 ? "" : "v\($0 * 2)") })
        let sought = Array(1_000..<1_500) + [6_998, 6_999, 7_000, 1_007] + stride(from: 6_000, to: 1_000, by: -137)
        let wanted = sought.map { $0 % 2 == 0 && $0 < 7_000 ? $0 == 1_010 ? "" : "v\($0 - 1_000)" : nil }
        #expect(try values(.keys, sought.map { "k\($0)" }) == wanted)
        #expect(try values(.learned, ["k1000"]) == [nil])
    }

    /// Also in a table whose new keys are expected to follow all others.
    @Test(arguments: [IndexTable.meta, .places])
    func changesHappenInOrder(_ table: IndexTable) throws {
        try store.commit([
            IndexChange(table, "b", "1"), IndexChange(table, "a", "2"), IndexChange(table, "c", ""),
            IndexChange(table, "b", "3"), IndexChange(table, "d", "4"), IndexChange(table, "d", nil),
            IndexChange(table, "none", nil),
        ])
        #expect(try all(table) == ["a=2", "b=3", "c="])
        try store.commit([IndexChange(table, "a", nil), IndexChange(table, "b", "longer than before")])
        #expect(try all(table) == ["b=longer than before", "c="])
        #expect(try get(table, "a") == nil)
    }

    /// Keys that follow all others leave their pages full: a fifth more than their bytes, at most.
    @Test func aTableThatGrowsHasNoGaps() throws {
        let value = [UInt8](repeating: 7, count: 60)
        let (commits, entries) = (20, 1_000)
        let before = try store.size
        for commit in 0..<commits {
            try store.commit((0..<entries).map { entry in
                let number = UInt64(commit * entries + entry)
                return IndexChange(.places, (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }, value)
            })
        }
        // Eight bytes of LMDB and two of its table of places for each entry.
        let bytes = commits * entries * (8 + value.count + 10)
        #expect(try store.size - before < bytes * 6 / 5)
    }

    @Test func valuesOfAnySize() throws {
        let long = String(repeating: "x", count: 100_000)
        try store.commit([IndexChange(.keys, String(repeating: "k", count: 64), long)])
        #expect(try get(.keys, String(repeating: "k", count: 64)) == long)
        #expect(try get(.keys, "k") == nil)
    }

    @Test func aScanStopsWhenTold() throws {
        try store.commit((0..<100).map { IndexChange(.lines, "k\($0)", "") })
        var count = 0
        try store.scan(.lines) { _, _ in count += 1; return count < 5 }
        #expect(count == 5)
    }

    @Test func aCallInACallReadsToo() throws {
        try store.commit([IndexChange(.lines, "a", "b"), IndexChange(.keys, "b", "c")])
        var found: String?
        try store.scan(.lines) { _, value in
            _ = try? store.get(.keys, value) { inner in found = inner.text }
            return true
        }
        #expect(found == "c")
    }

    @Test func severalThreadsRead() throws {
        try store.commit((0..<1000).map { IndexChange(.keys, "k\($0)", "v\($0)") })
        let store = store
        let threads = try (0..<4).map { _ in
            try TestThread {
                var right = 0
                for i in 0..<1000 {
                    let key = Array("k\(i)".utf8)
                    _ = try? store.get(.keys, key.span) { if $0.text == "v\(i)" { right += 1 } }
                }
                return right
            }
        }
        for i in 0..<20 { try store.commit([IndexChange(.lines, "\(i)", "x")]) }
        for thread in threads { #expect(thread.join() == 1000) }
    }

    @Test func readersDoNotMakeItGrow() throws {
        for _ in 0..<3 { _ = try get(.keys, "a") }
        func round(_ i: Int) throws {
            try store.commit((0..<200).map { IndexChange(.keys, "k\($0)", "v\(i)") })
            _ = try get(.keys, "k1")
        }
        for i in 0..<10 { try round(i) }
        let size = try store.size
        for i in 0..<50 { try round(i) }
        #expect(try store.size == size)
    }

    @Test func whatWasCommittedIsThereNextTime() throws {
        do {
            let first = LMDBStore(folder: root.path, mode: .write)
            try first.commit([IndexChange(.names, "a", "b")])
        }
        #expect(try get(.names, "a") == "b")
    }

    @Test func readingBesideNeedsAnIndexAndChangesNothing() throws {
        let reader = LMDBStore(folder: root.path, mode: .read)
        #expect(errno { () throws(Fault) in _ = try get(.names, "a", in: reader) } == .noSuchFileOrDirectory)
        #expect(try reader.size == 0)
        do {
            let writer = LMDBStore(folder: root.path, mode: .write)
            try writer.commit([IndexChange(.names, "a", "b")])
        }
        let later = LMDBStore(folder: root.path, mode: .read)
        #expect(try get(.names, "a", in: later) == "b")
        #expect(errno { () throws(Fault) in try later.commit([IndexChange(.names, "a", "c")]) } == .notPermitted)
        #expect(errno { () throws(Fault) in try later.erase() } == .notPermitted)
    }

    @Test func readingWithoutALockFile() throws {
        do {
            let writer = LMDBStore(folder: root.path, mode: .write)
            try writer.commit([IndexChange(.names, "a", "b")])
        }
        try root.volume.remove("lock.mdb", in: try root.open())
        let environment = try LMDBEnvironment(folder: root.path, mode: .read, isRegistered: false)
        #expect(environment.database(of: .names) != nil)
        #expect(!environment.isRegistered)
        for _ in 0..<3 { #expect(try unsafe environment.reading { _ in true }) }
        #expect(errno { () throws(Fault) in _ = try root.volume.status("lock.mdb", in: try root.open()) } == .noSuchFileOrDirectory)
    }

    @Test func erasedItIsEmptyAndWorksOn() throws {
        try store.commit([IndexChange(.names, "a", "b")])
        try store.erase()
        #expect(try get(.names, "a") == nil)
        try store.commit([IndexChange(.names, "c", "d")])
        #expect(try all(.names) == ["c=d"])
        try store.erase()
        try store.erase()
        #expect(try store.size == 0)
    }

    @Test func withoutItsFolderItIsAFaultOfTheSystem() throws {
        let none = LMDBStore(folder: "\(root.path)/none", mode: .write)
        let key: [UInt8] = [1]
        #expect(errno { () throws(Fault) in _ = try none.get(.names, key.span) { _ in } } == .noSuchFileOrDirectory)
        #expect(errno { () throws(Fault) in try none.erase() } == .noSuchFileOrDirectory)
    }
}

/// Whatever lies in place of the index, the process lives, the fault says "damaged", and erasing helps.
@Suite struct LMDBDamageTests {
    let root: TemporaryFolder
    let sound: [UInt8]
    let page = 4096

    init() throws {
        // In memory: thousands of commits, none of which has to last.
        root = try TemporaryFolder(in: "/dev/shm")
        do {
            let store = LMDBStore(folder: root.path, mode: .write)
            for round in 0..<3 {
                try store.commit((0..<2000).map { IndexChange(.keys, "k\(round)-\($0)", "value \($0)") })
            }
        }
        var bytes: [UInt8] = []
        let file = try root.volume.open("data.mdb", in: try root.open(), .read)
        while try root.volume.read(file, at: bytes.count, count: 1 << 20, into: &bytes) > 0 {}
        sound = bytes
    }

    private func put(_ bytes: [UInt8]) throws {
        let folder = try root.open()
        try? root.volume.remove("data.mdb", in: folder)
        let file = try root.volume.open("data.mdb", in: folder, .create)
        try root.volume.append(bytes.span, to: file)
    }

    private func open() -> Fault? {
        let store = LMDBStore(folder: root.path, mode: .write)
        let key: [UInt8] = Array("k1-1".utf8)
        do throws(Fault) {
            _ = try store.get(.keys, key.span) { _ in }
            return nil
        } catch {
            return error
        }
    }

    private func expectDamaged(_ bytes: [UInt8], _ comment: Comment) throws {
        try put(bytes)
        #expect(open()?.isDamagedIndex == true, comment)
        let store = LMDBStore(folder: root.path, mode: .write)
        try store.erase()
        try store.commit([IndexChange(.meta, "a", "b")])
    }

    @Test func theSoundOneOpens() throws {
        try put(sound)
        #expect(open() == nil)
    }

    @Test func cutAnywhere() throws {
        for size in [1, 100, page - 1, page, page + 1, 2 * page, 3 * page, sound.count / 2, sound.count - page, sound.count - 1] {
            try expectDamaged(Array(sound[..<size]), "cut to \(size) of \(sound.count)")
        }
    }

    @Test func emptyIsNew() throws {
        try put([])
        #expect(open() == nil)
    }

    @Test func ofAnotherKind() throws {
        try expectDamaged(Array("Not an index at all, and quite a short one.".utf8), "text")
        try expectDamaged([UInt8](repeating: 0, count: sound.count), "zeros")
        try expectDamaged([UInt8](repeating: 0xFF, count: sound.count), "ones")
        var other = sound
        for meta in [0, page] { other[meta + 20] = 2 }
        try expectDamaged(other, "another version")
    }

    /// (offset in both of the first pages, value)
    @Test(arguments: [
        (10, 0), (16, 0), (20, 9), (40, 1), (42, 9), (46, 200), (94, 200), (85, 9), (133, 9), (141, 1), (136, 0xFF),
    ] as [(Int, UInt8)])
    func aFieldOfTheFirstPages(_ offset: Int, _ value: UInt8) throws {
        var bytes = sound
        for meta in [0, page] { bytes[meta + offset] = value }
        try expectDamaged(bytes, "offset \(offset)")
    }

    @Test func theFirstPagesAtRandom() throws {
        var seed: UInt64 = 42
        for _ in 0..<300 {
            var bytes = sound
            for _ in 0..<4 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(seed >> 33) % 152 + (seed >> 20 & 1 == 0 ? 0 : page)] = UInt8(truncatingIfNeeded: seed >> 40)
            }
            try put(bytes)
            // Damaged or not: the process lives.
            _ = open()
        }
    }

    @Test func rootsThatAreNoTrees() throws {
        for number in 2..<(sound.count / page) {
            var bytes = sound
            bytes.replaceSubrange(number * page..<(number + 1) * page, with: repeatElement(0, count: page))
            try put(bytes)
            if let fault = open() { #expect(fault.isDamagedIndex) }
        }
    }

    @Test func theSoundOnePassesTheWholeCheck() throws {
        try put(sound)
        let store = LMDBStore(folder: root.path, mode: .write)
        try store.check {}
        // Long values, freed pages, emptied tables, after each of many commits.
        for round in 0..<20 {
            try store.commit((0..<300).map {
                IndexChange(.lines, "\($0)", ($0 + round) % 7 == 0 ? nil : String(repeating: "x", count: $0 * round))
            })
            try store.check {}
        }
        try store.erase()
        try store.check {}
    }

    /// One byte anywhere: what the check lets through must be usable, or this process ends.
    @Test func whatPassesTheCheckCannotCrash() throws {
        // More rounds, or another seed, to look further; each takes some 10 ms.
        let rounds = Int(Environment.value("WINNOW_FUZZ_ROUNDS") ?? "") ?? 150
        var seed = UInt64(Environment.value("WINNOW_FUZZ_SEED") ?? "") ?? 11
        var found = 0
        for round in 0..<rounds {
            var bytes = sound
            for _ in 0...(round % 3) {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                // Near the head of a page, where the structure is, or anywhere.
                let offset = Int(seed >> 33) % (sound.count / page) * page + Int(seed >> 20) % (round % 2 == 0 ? 64 : page)
                bytes[min(offset, sound.count - 1)] = UInt8(truncatingIfNeeded: seed >> 40)
            }
            try put(bytes)
            let store = LMDBStore(folder: root.path, mode: .write)
            do throws(Fault) {
                try store.check {}
            } catch {
                #expect(error.isDamagedIndex)
                found += 1
                continue
            }
            for table in IndexTable.allCases { try? store.scan(table) { _, _ in true } }
            try? store.commit((0..<500).map { IndexChange(.keys, "k\($0 % 3)-\($0 * 5)", $0 % 2 == 0 ? nil : "new \($0)") })
            try? store.commit((0..<500).map { IndexChange(.keys, "n\($0)", "\($0)") })
        }
        #expect(found > rounds / 4)
    }

    /// It is mended by `erase` when nobody has put anything into the folder.
    @Test(arguments: ["data.mdb", "lock.mdb"] as [RelativePath]) func aFolderInItsPlace(name: RelativePath) throws {
        let folder = try root.open()
        try put(sound)
        try? root.volume.remove(name, in: folder)
        try root.volume.makeFolder(name, in: folder)
        #expect(open()?.isDamagedIndex == true)
        let store = LMDBStore(folder: root.path, mode: .write)
        try root.volume.makeFolder(name.appending("x"), in: folder)
        #expect(performing: { try store.erase() }, throws: { ($0 as? Fault)?.errno == .isDirectory })
        try root.volume.removeFolder(name.appending("x"), in: folder)
        try store.erase()
        try store.commit([IndexChange(.keys, "a", "b")])
    }
}

extension IndexChange {
    fileprivate init(_ table: IndexTable, _ key: String, _ value: String?) {
        self.init(table, Array(key.utf8), value.map { Array($0.utf8) })
    }
}

extension Span<UInt8> {
    fileprivate var text: String { String(decoding: unsafe withUnsafeBufferPointer { unsafe Array($0) }, as: UTF8.self) }
}
