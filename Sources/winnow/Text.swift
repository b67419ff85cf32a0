/// How texts, numbers and times are shown to people.
extension String {
    /// With spaces behind it, at least `width` characters.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// Without characters that a terminal would obey: a file must not be able to write on it.
    var printable: String {
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let isControl = scalar.value < 0x20 && scalar != "\t" || (0x7F..<0xA0).contains(scalar.value)
            text.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(text)
    }

    /// A time that passed, in its two largest units, such as `3 h 12 min`.
    static func age(seconds: Int64) -> String {
        let units: [(String, Int64)] = [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)]
        guard let first = units.firstIndex(where: { seconds >= $0.1 }) else { return "0 s" }
        let rest = seconds % units[first].1
        let head = "\(seconds / units[first].1) \(units[first].0)"
        guard first + 1 < units.count, rest / units[first + 1].1 > 0 else { return head }
        return head + " \(rest / units[first + 1].1) \(units[first + 1].0)"
    }
}

extension Double {
    /// With two decimals, for a share.
    var hundredths: String {
        let hundredths = Int((self * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)"
    }
}
