import ArgumentParser
import Config
import Host
import Intake
import Ledger
import LinuxHost
import Prose

struct SimilarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similar",
        abstract: "Show the stored articles nearest to a file.",
        discussion: """
            Reads the file as it would be stored, and compares its text with those of the stored articles: J is the share \
            of all passages of five words that both have, C the share of the shorter one's that are in the longer one. \
            Both are exact. What the file would be to each article is told too, under the limits in the settings. \
            Touches nothing, and works whether the daemon runs or not.

            Example: was this page stored before, under another headline?

              winnow similar 'Ferry back in service.txt'
            """)

    /// Articles that may be asked for: each is a line on the screen.
    private static let most = 1_000

    @Argument(help: "The file; - is standard input.", completion: .file())
    var path: String

    @Option(help: ArgumentHelp("Articles shown at most.", valueName: "number"))
    var limit = 10

    @Option(help: ArgumentHelp("Read the file as coming from this source.", valueName: "name"))
    var source: String?

    @Flag(help: "Print one JSON object for each article.")
    var json = false

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (1...Self.most).contains(limit) else { throw ValidationError("--limit must be from 1 to \(Self.most).") }
    }

    func run() throws {
        SignalMask.ignorePipe()
        let configuration = try shared.load()
        let text = try text(configuration)
        let neighbours = try search(text, configuration.settings)
        try printing { output in
            if neighbours.isEmpty, !json { try output.line("No stored article has a passage in common with it.") }
            for neighbour in neighbours {
                let line = SimilarLine(neighbour, isSameText: neighbour.record.content?.text == text)
                try output.line(json ? line.json.line : line.text(Style(for: .output)))
            }
        }
    }

    /// The text that the file would be stored with.
    private func text(_ configuration: Configuration) throws -> [UInt8] {
        let reader = ArticleReader(rules: try configuration.rules())
        let file = try InputFile(path, limit: configuration.settings.maxFileSize)
        do throws(Refusal) {
            let source = source ?? file.source(inbox: configuration.settings.inboxFolder.path)
            return try reader.read(file.bytes, source: source, learned: .none).text
        } catch {
            throw Problem(.badData, "\(path.printable) would be rejected (\(error.reason.rawValue)): \(error.detail)")
        }
    }

    private func search(_ text: [UInt8], _ settings: Settings) throws(Problem) -> [Neighbours.Neighbour] {
        var view = try DurableView(settings)
        try view.refresh()
        let search = Neighbours(
            index: Machine.indexToRead(settings), ledger: view.ledger, end: view.ends[.articles],
            thresholds: NearThresholds(jaccard: settings.nearJaccard, containment: settings.nearContainment))
        do throws(ReadError) {
            return try search.nearest(to: text, most: limit)
        } catch {
            throw Problem(error)
        }
    }
}

/// One stored article and how near it is, for people and programs.
private struct SimilarLine {
    private let neighbour: Neighbours.Neighbour
    private let isSameText: Bool

    init(_ neighbour: Neighbours.Neighbour, isSameText: Bool) {
        self.neighbour = neighbour
        self.isSameText = isSameText
    }

    /// Of two texts that are one, `text`; of near ones the relation; nil for two articles.
    private var relation: String? { isSameText ? "text" : neighbour.relation?.rawValue }

    func text(_ style: Style) -> String {
        let record = neighbour.record
        let (j, c) = (neighbour.likeness.jaccard.hundredths, neighbour.likeness.containment.hundredths)
        let look: Style.Look = relation == nil ? .dim : .yellow
        let file = String(decoding: record.delivery.file, as: UTF8.self).printable
        let title = record.content?.title.map { "  " + $0.printable } ?? ""
        return "J \(j)  C \(c)  \(style(look, (relation ?? "-").padded(to: 9)))  \(record.seq)  \(style(.bold, file))\(title)"
    }

    var json: JSON {
        let record = neighbour.record
        return .object([
            ("id", record.id.map { .text($0.hex) }),
            ("title", record.content?.title.map(JSON.text)),
            ("source", record.source.map(JSON.text)),
            ("seq", .integer(record.seq)),
            ("file", .text(String(decoding: record.delivery.file, as: UTF8.self))),
            ("relation", relation.map(JSON.text)),
            ("jaccard", .number(Self.rounded(neighbour.likeness.jaccard))),
            ("containment", .number(Self.rounded(neighbour.likeness.containment))),
        ])
    }

    /// To four decimals, as in a record.
    private static func rounded(_ share: Double) -> Double { (share * 10_000).rounded() / 10_000 }
}
