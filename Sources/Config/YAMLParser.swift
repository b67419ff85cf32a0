import Yams

/// YAML text to `YAMLNode`, by libyaml, with one message for whatever is wrong.
enum YAMLParser {
    /// Aliases may stand for other aliases: a short text could otherwise unfold without end.
    private static let nodeLimit = 100_000
    /// Settings and rules of a person's making are far smaller.
    static let sizeLimit = 4 << 20

    /// The one document in `bytes`. An empty text, or one of comments only, is `nothing`.
    static func parse(_ bytes: [UInt8], source: String) throws(Mistake) -> YAMLNode {
        guard bytes.count <= sizeLimit else {
            throw Mistake(Place(source), "larger than \(sizeLimit >> 20) MiB, which no file of settings or rules is")
        }
        let text = try text(bytes, source: source)
        do {
            guard let root = try compose(text) else { return YAMLNode(place: Place(source), content: .nothing) }
            var left = nodeLimit
            return try node(root, source, &left)
        } catch let mistake as Mistake {
            throw mistake
        } catch let error as YamlError {
            throw mistake(error, text, source)
        } catch {
            throw Mistake(Place(source), "not valid YAML: \(error)")
        }
    }

    /// The bytes as text, which they are when they are UTF-8.
    static func text(_ bytes: [UInt8], source: String) throws(Mistake) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        throw Mistake(firstBadByte(bytes, source), "not UTF-8: save the file in that encoding")
    }

    /// Without a resolver (its regular expressions cost more than the parsing), and never as the environment has it.
    private static func compose(_ text: String) throws -> Node? {
        try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
    }

    private static func node(_ node: Node, _ source: String, _ left: inout Int) throws(Mistake) -> YAMLNode {
        let place = Place(source, line: node.mark?.line, column: node.mark?.column)
        left -= 1
        guard left > 0 else { throw Mistake(place, "too many values, perhaps by aliases of aliases") }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            let isNothing = isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return YAMLNode(place: place, content: isNothing ? .nothing : .text(scalar.string))
        case .sequence(let sequence):
            var items: [YAMLNode] = []
            for item in sequence { items.append(try self.node(item, source, &left)) }
            return YAMLNode(place: place, content: .list(items))
        case .mapping(let mapping):
            var pairs: [(key: YAMLNode, value: YAMLNode)] = []
            for (key, value) in mapping {
                pairs.append((try self.node(key, source, &left), try self.node(value, source, &left)))
            }
            return YAMLNode(place: place, content: .mapping(pairs))
        case .alias:
            throw Mistake(place, "an alias without its anchor")
        }
    }

    private static func mistake(_ error: YamlError, _ text: String, _ source: String) -> Mistake {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let place = Place(source, line: mark.line, column: mark.column)
            let reason = problem + (context.map { told($0, mark) } ?? "") + remedy(problem, context?.text)
            return Mistake(place, "not valid YAML: \(reason)")
        case .reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            let place = Place(
                source, line: 1 + before.utf8.count { $0 == UInt8(ascii: "\n") },
                column: 1 + before.reversed().prefix { $0 != "\n" }.reduce(0) { $0 + $1.unicodeScalars.count })
            return Mistake(place, "not valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            return duplicate(keys.first ?? "", context.mark, text, source)
        default:
            return Mistake(Place(source), "not valid YAML: \(error)")
        }
    }

    private static func told(_ context: YamlError.Context, _ mark: Mark) -> String {
        " " + context.text + (context.mark.line != mark.line ? " (from line \(context.mark.line))" : "")
    }

    private static func remedy(_ problem: String, _ context: String?) -> String {
        if context == "while scanning an alias" { return "; put quotes around a value that begins with *" }
        if problem.contains("tab character") { return "; indent with spaces" }
        if problem.contains("cannot start any token") { return "; indent with spaces, and put quotes around the value" }
        if problem.contains("mapping values are not allowed") { return "; put quotes around a value that has a colon" }
        return ""
    }

    /// The parser tells where the key stands first. Where it stands again is found by giving the first another name.
    private static func duplicate(_ key: String, _ first: Mark, _ text: String, _ source: String) -> Mistake {
        let sentence = "'\(key)' is given twice; the first is in line \(first.line)"
        let rename = "winnow-first-"
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
        guard lines.indices.contains(first.line - 1), lines[first.line - 1].count >= first.column else {
            return Mistake(Place(source, line: first.line, column: first.column), sentence)
        }
        let isQuoted = ["\"", "'"].contains(lines[first.line - 1][first.column - 1])
        let inserted = Array(rename.unicodeScalars)
        lines[first.line - 1].insert(contentsOf: inserted, at: first.column - 1 + (isQuoted ? 1 : 0))
        var renamed = String.UnicodeScalarView()
        renamed.append(contentsOf: lines.joined(separator: ["\n"]))
        let second: Mark?
        do {
            second = try compose(String(renamed)).flatMap { find(key, beside: rename + key, in: $0) }
        } catch YamlError.duplicatedKeysInMapping(_, let context) {
            second = context.mark
        } catch {
            second = nil
        }
        let mark = second ?? first
        let shift = mark.line == first.line && second != nil ? inserted.count : 0
        return Mistake(Place(source, line: mark.line, column: mark.column - shift), sentence)
    }

    private static func find(_ key: String, beside other: String, in node: Node) -> Mark? {
        switch node {
        case .mapping(let mapping):
            if mapping.contains(where: { $0.key.scalar?.string == other }) {
                return mapping.first { $0.key.scalar?.string == key }?.key.mark
            }
            return mapping.lazy.compactMap { find(key, beside: other, in: $0.value) }.first
        case .sequence(let sequence):
            return sequence.lazy.compactMap { find(key, beside: other, in: $0) }.first
        case .scalar, .alias:
            return nil
        }
    }

    /// Everything before the returned place is UTF-8.
    private static func firstBadByte(_ bytes: [UInt8], _ source: String) -> Place {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var (line, column) = (1, 1)
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return Place(source, line: line, column: column)
    }
}
