public import Host

/// Events as lines on standard error, one each, in colour on a terminal.
public final class TerminalReporter: Reporter {
    private let colours: Bool

    /// - Parameter colours: by default where standard error shows them.
    public init(colours: Bool = StandardStream.error.showsColours) {
        self.colours = colours
    }

    public func report(_ event: Event) {
        let line = TerminalReporter.line(event, colours: colours)
        // One write, so that lines of several processes do not mix. A stream that nobody reads loses them.
        try? StandardStream.error.write(line.span)
    }

    /// `winnow: warning: …` and a line end. The text cannot hold a control character: names of files come into
    /// messages, and one that clears the screen or moves the cursor is shown, not obeyed.
    static func line(_ event: Event, colours: Bool) -> [UInt8] {
        let (label, colour) =
            switch event.priority {
            case .critical: ("critical: ", "\u{1B}[1;31m")
            case .error: ("error: ", "\u{1B}[31m")
            case .warning: ("warning: ", "\u{1B}[33m")
            case .notice: ("", "\u{1B}[1m")
            case .info: ("", "")
            case .debug: ("debug: ", "\u{1B}[2m")
            }
        var line = Array("winnow: ".utf8)
        if colours { line += colour.utf8 }
        line += label.utf8
        appendVisibly(event.message, to: &line)
        if colours, !colour.isEmpty { line += "\u{1B}[0m".utf8 }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// Control characters (C0, DEL, C1) as `\x1b`.
    private static func appendVisibly(_ text: String, to line: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        for scalar in text.unicodeScalars {
            let code = Int(scalar.value)
            if code < 0x20 || (0x7F...0x9F).contains(code) {
                line += "\\x".utf8
                line += [digits[code >> 4], digits[code & 15]]
            } else {
                line += UTF8.encode(scalar).map { Array($0) } ?? []
            }
        }
    }
}
