import ArgumentParser
import Config
import Host
import Intake
import Ledger
import LinuxHost

struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Tell what became of a file.",
        discussion: """
            Shows every line about it in the three streams, and whether a file of that name waits in the inbox. A file is \
            named by its path in the inbox or the end of it, by its path in archive/, by its delivery number, by the id of \
            an article or the SHA-256 of the raw file, or the first digits of either, six or more. Ends with 66 when \
            nothing is known of it.

            Example: by the file that is still at hand

              winnow trace $(sha256sum page.txt | cut -c1-64)
            """)

    @Argument(help: "A path, its last part, a delivery number, an id, a SHA-256, or the first digits of one.")
    var name: String

    @Flag(help: "Print one JSON object for each line, with the line in it, and for each file that waits.")
    var json = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        SignalMask.ignorePipe()
        let settings = try shared.load().settings
        let wanted = TraceQuery(name, inbox: settings.inboxFolder.path)
        var found = 0
        let style = Style(for: .output)
        try printing { output in
            found += try stored(wanted, settings) { scan, line in
                try output.line(json ? TraceLine.json(scan, line).line : TraceLine.text(scan, line, style))
            }
            for file in try InboxSearch(settings).files(wanted) {
                found += 1
                try output.line(json ? file.json.line : file.text(style))
            }
        }
        if found == 0 { throw Problem(.noInput, "Nothing is known of \(name.printable).") }
    }

    /// Calls `each` for every line about it; returns how many there were.
    private func stored(
        _ wanted: TraceQuery, _ settings: Settings, _ each: (LineScan, Span<UInt8>) throws -> Void
    ) throws -> Int {
        var view: DurableView
        do throws(Problem) {
            view = try DurableView(settings)
        } catch {
            if error.status == .noInput { return 0 }
            throw error
        }
        try view.refresh()
        var lines = view.ledger.allLines(to: view.ends)
        var count = 0
        do {
            while try lines.next() {
                guard let scan = lines.scan else { continue }
                _ = try lines.withLine { line in
                    guard wanted.matches(scan, line) else { return }
                    count += 1
                    try each(scan, line)
                }
            }
        } catch let error as ReadError {
            throw Problem(error)
        }
        return count
    }
}

/// One line of the store, for people and programs.
private enum TraceLine {
    static func text(_ scan: LineScan, _ line: Span<UInt8>, _ style: Style) -> String {
        let file = String(decoding: scan.file(in: line), as: UTF8.self).printable
        let (look, what): (Style.Look, String) =
            switch scan.kind {
            case .article: (.green, "article \(scan.id?.hex ?? "")" + repeats(scan, ", nearly "))
            case .near: (.yellow, "near duplicate" + repeats(scan, " of "))
            case .sameText: (.yellow, "same text" + repeats(scan, " as "))
            case .sameBytes: (.yellow, "same bytes" + repeats(scan, " as "))
            case .rejected: (.red, "rejected: \(scan.reason(in: line)?.rawValue ?? "")")
            }
        let title = scan.title(in: line).map { "  " + $0.printable } ?? ""
        return "\(scan.seq)  \(scan.added)  \(style(.bold, file))  \(style(look, what))\(title)"
    }

    private static func repeats(_ scan: LineScan, _ words: String) -> String {
        scan.duplicateOf.map { words + $0.hex } ?? ""
    }

    static func json(_ scan: LineScan, _ line: Span<UInt8>) -> JSON {
        var bytes: [UInt8] = []
        for index in line.indices where line[index] != UInt8(ascii: "\n") { bytes.append(line[index]) }
        return .object([("stream", .text(scan.stream.name)), ("record", JSONReader.value(bytes))])
    }
}
