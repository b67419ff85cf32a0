import Host
public import Prose

extension Configuration {
    /// The shipped rules and those of the rule files, compiled. Every example in them has come out right.
    public func rules(from files: FileAccess) throws(Mistake) -> RuleSet {
        let read = try readRuleFiles(from: files)
        do throws(RuleFileError) {
            return try RuleSet(files: read)
        } catch {
            throw Mistake(error)
        }
    }

    /// The shipped rule files, then those beside the settings, each checked by itself.
    public func readRuleFiles(from files: FileAccess) throws(Mistake) -> [RuleFile] {
        var texts: [(name: String, text: String)] = []
        for path in ruleFiles {
            texts.append((path, try YAMLParser.text(try Configuration.bytes(path, files), source: path)))
        }
        do throws(RuleFileError) {
            var read = try RuleFile.shipped()
            for (name, text) in texts { read.append(try RuleFile(name: name, text: text)) }
            return read
        } catch {
            throw Mistake(error)
        }
    }

    private static func bytes(_ path: String, _ files: FileAccess) throws(Mistake) -> [UInt8] {
        do throws(Fault) {
            return try files.read(path, RuleFile.largestFile)
        } catch {
            throw Mistake(Place(path), error.sentence)
        }
    }
}

/// What the examples of all rules came to.
public struct RuleExamples: Sendable {
    /// Rules, and their examples of lines to find and lines to leave.
    public let rules: Int
    public let examples: Int
    /// Each example that came out wrong, with the place of its rule.
    public let failures: [Mistake]

    /// Runs them all. What keeps the rules from being compiled is thrown.
    public init(of files: [RuleFile]) throws(Mistake) {
        let rules = files.flatMap(\.rules)
        self.rules = rules.count
        examples = rules.reduce(0) { $0 + $1.examples.cut.count + $1.examples.keep.count }
        let set: RuleSet
        do throws(RuleMistake) {
            set = try RuleSet(rules)
        } catch {
            throw Mistake(RuleFileError(files, error.index, "\(error.id): \(error.message)"))
        }
        failures = set.exampleFailures().map { Mistake(RuleFileError(files, $0.index, "\($0.id): \($0.message)")) }
    }
}

extension Mistake {
    init(_ error: RuleFileError) {
        self.init(Place(error.file, line: error.line, column: error.column), error.message)
    }
}
