/// A stretch of pieces, and what it is worth in all.
struct Run: Equatable {
    var range: Range<Int>
    var worth: Int

    /// All maximal runs worth more than nothing, in order (Ruzzo and Tompa 1999), in linear time but for the walk
    /// back over the list of candidates, which is short in practice and bounded by their number.
    static func maximal(_ worth: [Int]) -> [Run] {
        var candidates: [(start: Int, end: Int, left: Int, right: Int)] = []
        var sum = 0
        for (piece, value) in worth.enumerated() {
            let before = sum
            sum += value
            guard value > 0 else { continue }
            var new = (start: piece, end: piece + 1, left: before, right: sum)
            while true {
                var k = candidates.count - 1
                while k >= 0 && candidates[k].left >= new.left { k -= 1 }
                if k < 0 || candidates[k].right >= new.right { break }
                new.start = candidates[k].start
                new.left = candidates[k].left
                candidates.removeLast(candidates.count - k)
            }
            candidates.append(new)
        }
        return candidates.map { Run(range: $0.start..<$0.end, worth: $0.right - $0.left) }
    }
}
