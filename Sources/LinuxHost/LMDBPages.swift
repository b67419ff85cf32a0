import Glibc
internal import Host
internal import SystemPackage

/// A walk over every page of data.mdb that LMDB could ever touch. LMDB itself trusts what it finds in pages: a wrong
/// offset or page number there ends the process by SIGSEGV or an assertion. What passes this walk it can use.
///
/// Checked: every page is where it says, used once, by a tree, a long value or the list of free pages; offsets, sizes,
/// depth and number of entries agree; keys ascend. Not checked: the bytes of values.
///
/// Format (mdb.c, data version 1, 64 bits). A page begins with its number (8 bytes), two unused bytes, flags at 10,
/// and at 12 and 14 the ends of its table of offsets and of its free room, or at 12 the number of pages of a long
/// value. A node: in a branch the 48-bit number of the page below, in a leaf size (4) and flags (2) of the value; then
/// the size of the key (2), the key, and in a leaf the value, or the page number of a long one. The record of a tree
/// (48 bytes): flags at 4, depth at 6, entries at 32, root at 40.
struct LMDBPages: ~Copyable {
    private enum PageFlag { static let branch: UInt16 = 1, leaf: UInt16 = 2, overflow: UInt16 = 4 }
    private enum NodeFlag { static let long: UInt16 = 1, tree: UInt16 = 2 }
    /// What the values of a tree are.
    private enum Content { case freePages, trees, values }
    /// A page to look at: how deep it lies, and the bounds of its keys.
    private struct Step {
        var page: UInt64
        var level: Int
        var from, upTo: ArraySlice<UInt8>?
    }
    private static let headSize = 16
    private static let nodeSize = 8
    private static let treeSize = 48
    private static let keyLimit = 511

    private let file: Int32
    private let path: String
    private let header: LMDBHeader
    /// One bit a page.
    private var used: [UInt64]
    private var walked = 0
    /// Trees found and not yet walked.
    private var trees: [(record: [UInt8], content: Content)] = []

    /// Times that an index is walked when somebody commits meanwhile.
    private static let attempts = 8
    /// Pages read between two words of it: some tenths of a second on a slow disk.
    private static let pagesPerWord = 1_000

    /// Throws `.badMessage` at the first thing that is wrong. An index that is written faster than it can be walked passes: who
    /// writes it meets all of it.
    static func check(folder: String, _ isAtWork: () -> Void) throws(Fault) {
        try LMDBHeader.check(folder: folder)
        let path = "\(folder)/data.mdb"
        let file: Int32
        do {
            file = try kernel(.index, path) { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
        } catch where error.errno == .noSuchFileOrDirectory {
            return
        }
        defer { _ = close(file) }
        for _ in 0..<attempts {
            guard let (header, meta) = try LMDBHeader.younger(file, path) else { return }
            do throws(Fault) {
                return try walk(file, path, header, meta, isAtWork)
            } catch {
                // The pages of a commit stay as they are until the one after the next begins.
                guard let (now, _) = try LMDBHeader.younger(file, path), now.transaction != header.transaction else { throw error }
            }
        }
    }

    private static func walk(
        _ file: Int32, _ path: String, _ header: LMDBHeader, _ meta: [UInt8], _ isAtWork: () -> Void
    ) throws(Fault) {
        var pages = LMDBPages(file: file, path: path, header: header)
        let (freeAt, mainAt) = (40, 88)
        pages.trees = [
            (Array(meta[freeAt..<freeAt + treeSize]), .freePages), (Array(meta[mainAt..<mainAt + treeSize]), .trees),
        ]
        while let (record, content) = pages.trees.popLast() { try pages.walk(record, content, isAtWork) }
    }

    private init(file: Int32, path: String, header: LMDBHeader) {
        self.file = file
        self.path = path
        self.header = header
        used = [UInt64](repeating: 0, count: Int(header.lastPage / 64) + 1)
    }

    private mutating func walk(_ record: [UInt8], _ content: Content, _ isAtWork: () -> Void) throws(Fault) {
        let integerKeys: UInt16 = 8
        let flags = record.number(4, UInt16.self)
        let depth = Int(record.number(6, UInt16.self))
        let root = record.number(40, UInt64.self)
        guard flags == (content == .freePages ? integerKeys : 0) else { throw damaged }
        guard root != .max else {
            if depth == 0 { return } else { throw damaged }
        }
        var entries: UInt64 = 0
        var ahead = [Step(page: root, level: 1, from: nil, upTo: nil)]
        while let step = ahead.popLast() {
            walked += 1
            if walked % LMDBPages.pagesPerWord == 0 { isAtWork() }
            let page = try read(step.page)
            try use(step.page)
            let nodes = try nodes(of: page, step.page)
            let keys = try keys(page, nodes, content, step)
            if page.number(10, UInt16.self) == PageFlag.leaf {
                guard step.level == depth else { throw damaged }
                entries += UInt64(nodes.count)
                for node in nodes { try leaf(page, node, content) }
            } else {
                guard step.level < depth, nodes.count > 1 else { throw damaged }
                for (i, node) in nodes.enumerated() {
                    ahead.append(
                        Step(
                            page: page.number(node, UInt64.self) & 0xFFFF_FFFF_FFFF, level: step.level + 1,
                            from: i == 0 ? step.from : keys[i], upTo: i + 1 < keys.count ? keys[i + 1] : step.upTo))
                }
            }
        }
        guard entries == record.number(32, UInt64.self) else { throw damaged }
    }

    /// Where the nodes of a page begin; each lies within the page with its key.
    private func nodes(of page: [UInt8], _ number: UInt64) throws(Fault) -> [Int] {
        let flags = page.number(10, UInt16.self)
        let (lower, upper) = (Int(page.number(12, UInt16.self)), Int(page.number(14, UInt16.self)))
        guard page.number(0, UInt64.self) == number, flags == PageFlag.branch || flags == PageFlag.leaf,
            lower > LMDBPages.headSize, lower % 2 == 0, lower <= upper, upper <= page.count
        else { throw damaged }
        var nodes: [Int] = []
        for slot in stride(from: LMDBPages.headSize, to: lower, by: 2) {
            let node = Int(page.number(slot, UInt16.self))
            guard node >= upper, node + LMDBPages.nodeSize <= page.count else { throw damaged }
            let key = Int(page.number(node + 6, UInt16.self))
            guard key <= LMDBPages.keyLimit, node + LMDBPages.nodeSize + key <= page.count else { throw damaged }
            nodes.append(node)
        }
        return nodes
    }

    /// The keys of a page, which ascend and are within the bounds that the pages above set. The first key of a branch
    /// stands for all that is smaller, whatever its bytes.
    private func keys(
        _ page: [UInt8], _ nodes: [Int], _ content: Content, _ step: Step
    ) throws(Fault) -> [ArraySlice<UInt8>] {
        let keys = nodes.map { node in
            let start = node + LMDBPages.nodeSize
            return page[start..<start + Int(page.number(node + 6, UInt16.self))]
        }
        let isLeaf = page.number(10, UInt16.self) == PageFlag.leaf
        var last = step.from
        for (i, key) in keys.enumerated() where isLeaf || i > 0 {
            guard !key.isEmpty, content != .freePages || isTransaction(key) else { throw damaged }
            // A bound from above may be met by the first key, which is the smallest there.
            let isFirst = i == (isLeaf ? 0 : 1)
            if let last, isFirst && isLeaf ? precedes(key, last, content) : !precedes(last, key, content) { throw damaged }
            last = key
        }
        if let last, let end = step.upTo, !precedes(last, end, content) { throw damaged }
        return keys
    }

    /// Keys of the list of free pages are numbers of transactions that have been, in the machine's order of bytes.
    private func precedes(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>, _ content: Content) -> Bool {
        content == .freePages
            ? a.reversed().lexicographicallyPrecedes(b.reversed()) : a.lexicographicallyPrecedes(b)
    }

    private func isTransaction(_ key: ArraySlice<UInt8>) -> Bool {
        guard key.count == 8 else { return false }
        let number = Array(key).number(0, UInt64.self)
        return number > 0 && number <= header.transaction
    }

    private mutating func leaf(_ page: [UInt8], _ node: Int, _ content: Content) throws(Fault) {
        let flags = page.number(node + 4, UInt16.self)
        let size = Int(page.number(node, UInt32.self))
        let start = node + LMDBPages.nodeSize + Int(page.number(node + 6, UInt16.self))
        let room = page.count - start
        let isLong = flags == NodeFlag.long
        guard isLong ? room >= 8 : size <= room else { throw damaged }
        switch content {
        case .trees:
            guard flags == NodeFlag.tree, size == LMDBPages.treeSize else { throw damaged }
            trees.append((Array(page[start..<start + size]), .values))
        case .values, .freePages:
            guard isLong || flags == 0 else { throw damaged }
            let first = isLong ? page.number(start, UInt64.self) : 0
            if isLong { try useOverflow(first, size) }
            guard content == .freePages else { return }
            try free(isLong ? overflow(first, size) : Array(page[start..<start + size]))
        }
    }

    /// Checks a value in pages of its own.
    private mutating func useOverflow(_ number: UInt64, _ size: Int) throws(Fault) {
        let head = try read(number)
        let count = UInt64(head.number(12, UInt32.self))
        guard head.number(0, UInt64.self) == number, head.number(10, UInt16.self) == PageFlag.overflow, count > 0,
            number + count - 1 <= header.lastPage, size <= Int(count) * header.pageSize - LMDBPages.headSize
        else { throw damaged }
        for page in number..<number + count { try use(page) }
    }

    private func overflow(_ number: UInt64, _ size: Int) throws(Fault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        let got = try kernel(.index, path) {
            unsafe pread(file, &bytes, size, off_t(Int(number) * header.pageSize + LMDBPages.headSize))
        }
        guard got == size else { throw damaged }
        return bytes
    }

    /// A list of pages free since one transaction: how many, then their numbers, descending.
    private mutating func free(_ list: [UInt8]) throws(Fault) {
        guard list.count >= 8 else { throw damaged }
        let count = list.number(0, UInt64.self)
        guard count <= UInt64(list.count / 8 - 1) else { throw damaged }
        var last = UInt64.max
        for i in 0..<Int(count) {
            let page = list.number(8 * (i + 1), UInt64.self)
            guard page < last else { throw damaged }
            try use(page)
            last = page
        }
    }

    private mutating func use(_ page: UInt64) throws(Fault) {
        guard page >= 2, page <= header.lastPage else { throw damaged }
        let (word, bit) = (Int(page / 64), UInt64(1) << (page % 64))
        guard used[word] & bit == 0 else { throw damaged }
        used[word] |= bit
    }

    private func read(_ page: UInt64) throws(Fault) -> [UInt8] {
        guard page >= 2, page <= header.lastPage else { throw damaged }
        var bytes = [UInt8](repeating: 0, count: header.pageSize)
        let count = try kernel(.index, path) {
            unsafe pread(file, &bytes, header.pageSize, off_t(Int(page) * header.pageSize))
        }
        guard count == header.pageSize else { throw damaged }
        return bytes
    }

    private var damaged: Fault { Fault(.index, .badMessage, path) }
}
