/// Where something stands: in a file, a variable or a flag. Lines and columns count from 1, columns in code points.
public struct Place: Sendable, Equatable, CustomStringConvertible {
    /// The path of a file, the name of a variable, or a flag.
    public var source: String
    public var line: Int?
    public var column: Int?

    public init(_ source: String, line: Int? = nil, column: Int? = nil) {
        self.source = source
        self.line = line
        self.column = column
    }

    /// `file:line:column`, as compilers write it, so that editors find it.
    public var description: String {
        [source, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
    }
}

/// Something wrong in a settings or rule file, or in what stands for one: where, and a sentence with the remedy.
public struct Mistake: Error, Sendable, Equatable, CustomStringConvertible {
    public let place: Place
    public let sentence: String

    public init(_ place: Place, _ sentence: String) {
        self.place = place
        self.sentence = sentence
    }

    public var description: String { "\(place): \(sentence)" }
}
