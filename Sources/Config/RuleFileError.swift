import Yams

/// What is wrong with a rule file, and where.
public struct RuleFileError: Error, Sendable, Equatable, CustomStringConvertible {
    public var file: String
    /// 1-based.
    public var line: Int
    public var column: Int
    /// A sentence for a person.
    public var message: String

    public init(file: String, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    public var description: String { "\(file):\(line):\(column): \(message)" }

    init(_ file: String, _ node: Node, _ message: String) {
        self.init(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, message: message)
    }

    init(_ file: String, _ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(file: file, line: mark.line, column: mark.column, message: "Not YAML: \(problem).")
        default:
            self.init(file: file, line: 1, column: 1, message: "Not YAML: \(error).")
        }
    }

    /// The place of the rule with an index over all files.
    init(_ files: [RuleFile], _ index: Int, _ message: String) {
        var left = index
        for file in files {
            if left < file.rules.count {
                let place = file.places[left]
                self.init(file: file.name, line: place.line, column: place.column, message: message)
                return
            }
            left -= file.rules.count
        }
        self.init(file: files.first?.name ?? "rules", line: 1, column: 1, message: message)
    }
}
