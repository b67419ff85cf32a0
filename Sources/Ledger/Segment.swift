import Host

/// The file names of a stream. The active file is `articles.jsonl`; those before it are `articles-000001.jsonl`,
/// `-000002` and so on without gaps, wider once six digits do not do. The active file counts as having the number
/// that it will be renamed to, so a place in it stays the same place over a rotation.
enum SegmentName {
    static func active(_ stream: Stream) -> RelativePath { path(stream.name + suffix) }

    /// Of a file that was rotated away.
    static func numbered(_ stream: Stream, _ number: Int) -> RelativePath {
        precondition(number >= 1)
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return path("\(stream.name)-\(zeros)\(digits)\(suffix)")
    }

    /// What a file name means; nil when it is none of ours. The number is nil for an active file.
    static func parse(_ name: RelativePath) -> (stream: Stream, number: Int?)? {
        let text = name.text
        guard name.isUTF8, text.hasSuffix(suffix) else { return nil }
        let stem = text.dropLast(suffix.utf8.count)
        for stream in Stream.allCases where stem.hasPrefix(stream.name) {
            if stem == stream.name { return (stream, nil) }
            // The one spelling of a number: `numbered` must give the same name back.
            if let number = Int(stem.dropFirst(stream.name.utf8.count + 1)), (1...Locator.maxSegment).contains(number),
                numbered(stream, number) == name
            {
                return (stream, number)
            }
        }
        return nil
    }

    private static func path(_ name: String) -> RelativePath {
        guard let path = RelativePath(name) else { preconditionFailure("our own names are paths") }
        return path
    }

    private static let suffix = ".jsonl"
    private static let width = 6
}
