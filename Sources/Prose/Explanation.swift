/// Why a file reads as it does: what `winnow explain` shows.
public struct Explanation: Sendable {
    /// Every line of the decoded text, in order; none when it could not be decoded.
    public var lines: [Line]
    public var outcome: Result<Article, Refusal>

    /// One line and its fate.
    public struct Line: Sendable, Equatable {
        /// 1-based, in the decoded text.
        public var number: Int
        /// As the file has it, decoded.
        public var text: String
        public var fate: Fate
        /// The id of the rule or of the structure that decided; nil for lines that are just kept.
        public var rule: String?
        /// Its reason, for people.
        public var reason: String?
    }

    public enum Fate: Sendable, Equatable {
        /// Nothing to read on it.
        case blank
        /// In `text`.
        case kept
        /// In `text`, without a part of it.
        case shortened
        /// In a field.
        case field(Field)
        case cut
    }
}

extension Explanation {
    /// Most lines explained; the outcome is always of all.
    public static let mostLines = 100_000

    init(_ verdict: Verdict, _ rules: RuleSet) {
        var lines: [Line] = []
        let draft = verdict.draft
        var piece = 0
        var number = 1
        var start = 0
        let text = verdict.decoded
        while start < text.count && lines.count < Explanation.mostLines {
            var end = start
            while end < text.count && text[end] != 0x0A && text[end] != 0x0D { end += 1 }
            while piece + 1 < draft.count && draft.script.pieces[piece].lastLine < number { piece += 1 }
            var line = Line(number: number, text: String(decoding: text[start..<end], as: UTF8.self), fate: .blank)
            if piece < draft.count, draft.script.pieces[piece].lines.contains(number) {
                Explanation.judge(&line, piece, verdict, rules)
            }
            lines.append(line)
            start = end + (end + 1 < text.count && text[end] == 0x0D && text[end + 1] == 0x0A ? 2 : 1)
            number += 1
        }
        self.lines = lines
        do throws(Refusal) {
            outcome = .success(try verdict.article(rules))
        } catch {
            outcome = .failure(error)
        }
    }

    private static func judge(_ line: inout Line, _ piece: Int, _ verdict: Verdict, _ rules: RuleSet) {
        let cause: Cause?
        switch verdict.draft.fates[piece] {
        case .kept:
            let part = verdict.findings.parts.first { $0.piece == piece }
            line.fate = part == nil ? .kept : .shortened
            cause = part.map { .rule($0.rule) }
        case .cut(let why):
            line.fate = .cut
            cause = why
        case .field(let field, let why):
            line.fate = .field(field)
            cause = why
        }
        guard let cause else { return }
        line.rule = Verdict.id(cause, rules)
        switch cause {
        case .rule(let index): line.reason = rules.rules[index].reason
        case .structure(let structure): line.reason = structure.reason
        }
    }
}
