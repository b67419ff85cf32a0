/// What somebody probably meant.
enum Spelling {
    /// The one of `names` that is nearest to `word`: by edits, but for capitals and separators, of the whole name or of
    /// its last part (`jaccard` for `near.jaccard`). The first of equals; `names` must not be empty.
    static func nearest(to word: String, among names: [String]) -> String {
        precondition(!names.isEmpty)
        let word = letters(word)
        let ranked = names.map { name in
            let whole = edits(word, letters(name))
            let part = name.split(separator: ".").last.map { edits(word, letters(String($0))) } ?? whole
            return (name: name, rank: (min(whole, part + 1), whole))
        }
        return ranked.min { $0.rank < $1.rank }?.name ?? names[0]
    }

    private static func letters(_ text: String) -> [UInt8] {
        text.lowercased().utf8.filter { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
    }

    /// Longer words are cut: beyond this they are no misspelling of anything.
    private static let lengthLimit = 64

    /// The fewest insertions, deletions, replacements and swaps of neighbours that make `a` into `b`
    /// (optimal string alignment).
    static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
        let (a, b) = (Array(a.prefix(lengthLimit)), Array(b.prefix(lengthLimit)))
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                var cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { cost = min(cost, before[j - 2] + 1) }
                row.append(cost)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
