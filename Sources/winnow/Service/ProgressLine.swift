import LinuxHost

/// A line on the terminal, written over and over, that says how far a long command is.
struct ProgressLine {
    /// Records between two of them.
    static let step = 256

    private let isShown: Bool

    /// Shown on a terminal, unless the command prints JSON.
    init(besides json: Bool) {
        isShown = !json && StandardStream.error.isTerminal
    }

    func show(_ text: String) {
        if isShown { say("\r\(text)\u{1B}[K") }
    }

    func clear() {
        show("")
    }

    /// A sentence that stays, on standard error.
    func complain(_ sentence: String) {
        clear()
        StandardStream.complain(sentence)
    }

    private func say(_ text: String) {
        try? StandardStream.error.write(text)
    }
}
