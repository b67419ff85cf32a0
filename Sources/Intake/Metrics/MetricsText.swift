/// Numbers in Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats): each family
/// with its help and type before its samples. Every name begins with `winnow_`.
struct MetricsText {
    enum Kind: String { case counter, gauge, histogram }

    typealias Labels = [(name: String, value: String)]

    private(set) var text = ""

    /// One family with one sample.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        head(name, kind, help)
        sample(name, [], value)
    }

    /// One family with a sample for each value of a label; nothing at all without any.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, by label: String, _ values: [(String, Int)]) {
        guard !values.isEmpty else { return }
        head(name, kind, help)
        for (value, number) in values { sample(name, [(label, value)], Double(number)) }
    }

    /// Buckets count all that is below their bound, so that each holds the ones before it.
    mutating func add(_ name: String, _ help: String, _ histogram: Histogram) {
        head(name, .histogram, help)
        var below = 0
        for (bound, count) in zip(histogram.bounds + [.infinity], histogram.counts) {
            below += count
            sample(name + "_bucket", [("le", MetricsText.number(bound))], Double(below))
        }
        sample(name + "_sum", [], histogram.sum)
        sample(name + "_count", [], Double(below))
    }

    private mutating func head(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP winnow_\(name) \(MetricsText.escaped(help))\n# TYPE winnow_\(name) \(kind.rawValue)\n"
    }

    private mutating func sample(_ name: String, _ labels: Labels, _ value: Double) {
        text += "winnow_" + name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(MetricsText.escaped($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
        }
        text += " \(MetricsText.number(value))\n"
    }

    /// Whole numbers without a point, as long as a Double holds them exactly.
    static func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        return Int(exactly: value).map(String.init) ?? String(value)
    }

    private static func escaped(_ text: String, quotes: Bool = false) -> String {
        var out = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\"" where quotes: out += "\\\""
            default: out.unicodeScalars.append(character)
            }
        }
        return out
    }
}
