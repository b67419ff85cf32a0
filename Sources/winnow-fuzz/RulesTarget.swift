import Config
import Prose

/// A rule file as a person wrote it: YAML, rules, compiling, the examples. And the same bytes as a settings file.
enum RulesTarget {
    /// What the rules of the input are tried on.
    private static let page = Array("A headline of six plain words\n\nFollow us on the pier.\n\nThe tide came in at noon.\n".utf8)

    @Sendable static func run(_ bytes: [UInt8]) {
        // A mistake may stand where the text ends: behind its last line, and CR and the line ends of Unicode count in YAML.
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = 1 + text.unicodeScalars.count { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) }
        settings(bytes, lines: lines)
        do throws(RuleFileError) {
            let file = try RuleFile(name: "fuzz.yaml", text: text)
            let rules = try RuleSet(files: [file])
            precondition(rules.fingerprint.utf8.count == 12, "rules have a mark")
            _ = try? ArticleReader(rules: rules).read(page, source: "any", learned: .none)
        } catch {
            precondition(!error.message.isEmpty && error.column >= 1, "a mistake says something")
            precondition((1...lines + 1).contains(error.line), "a mistake is in the file, and not in line \(error.line)")
        }
    }

    private static func settings(_ bytes: [UInt8], lines: Int) {
        var input = ConfigurationInput()
        input.file = (path: "/etc/winnow/winnow.yaml", bytes: bytes)
        do throws(Mistake) {
            _ = try Configuration(input)
        } catch {
            precondition(!error.sentence.isEmpty, "a mistake says something")
            if let line = error.place.line { precondition((1...lines + 1).contains(line), "a mistake is in the file, and not in line \(line)") }
        }
    }
}
