import Config
import Host
import Intake
import Ledger
import LinuxHost
import SystemPackage

/// One reading of a whole store, with everything that is held against its lines on the way.
struct StoreReading: ~Copyable {
    private(set) var store = StoreCheck()
    private(set) var originals: OriginalsCheck
    /// Sentences about the index, and how many there are.
    private(set) var indexMistakes: [String] = []
    private(set) var indexMistakeCount = 0
    /// Lines that the index knows; nil when there is none, which is no mistake: the next start makes it.
    private(set) var indexed: Int?

    private let configuration: Configuration
    private let checksOriginals: Bool

    init(_ configuration: Configuration, checksOriginals: Bool) {
        self.configuration = configuration
        self.checksOriginals = checksOriginals
        originals = OriginalsCheck(configuration.settings)
    }

    var isGood: Bool { store.isGood && indexMistakeCount == 0 }

    mutating func run() throws(Problem) {
        var view = try DurableView(configuration.settings)
        try view.refreshForJudging()
        var index = try openIndex()
        try checkFiles(view, known: index?.durable)
        // What an index knows was durable before.
        var ends = view.ends
        if let known = index?.durable.ends {
            for stream in Stream.allCases { ends[stream] = max(ends[stream], known[stream]) }
        }
        try read(view.ledger, to: ends, &index)
        do throws(Fault) {
            try index?.finish()
        } catch {
            try noteIndex(error)
        }
        if let index {
            indexed = index.durable.nextSeq - 1
            indexMistakes += index.mistakes
            indexMistakeCount += index.mistakeCount
        }
        guard checksOriginals else { return }
        var strays: [String] = []
        try originals.strays { strays.append($0) }
        for stray in strays { store.note(stray) }
    }

    private mutating func openIndex() throws(Problem) -> IndexCheck? {
        let index = LMDBStore(folder: configuration.settings.indexFolder.path, mode: .read)
        let rules = try configuration.rules()
        do throws(Fault) {
            try index.check {}
            return try IndexCheck.open(index, settings: configuration.settings, rules: rules, workers: ThreadWorkers())
        } catch {
            try noteIndex(error)
            return nil
        }
    }

    private mutating func noteIndex(_ fault: Fault) throws(Problem) {
        if fault.errno == .noSuchFileOrDirectory { return }
        guard fault.isDamagedIndex || fault.errno == .notDirectory else { throw Problem(fault) }
        indexMistakeCount += 1
        let what = fault.isDamagedIndex ? "is damaged" : "is no folder"
        indexMistakes.append("the index \(what): \(fault.subject)")
    }

    private mutating func checkFiles(_ view: DurableView, known: Durable?) throws(Problem) {
        var hasFile = PerStream(repeating: false)
        do throws(ReadError) {
            let found = try view.ledger.ends()
            for stream in Stream.allCases {
                let last = try view.ledger.segments(of: stream).last
                hasFile[stream] = last != nil
                if let last, last.isActive { store.active[stream] = last.number }
                if let known = known?.ends[stream], found[stream] < known {
                    store.note("\(stream.name).jsonl is shorter than the index knows it: it ended at byte \(known.offset) of file \(known.segment).")
                }
            }
            store.noteMissing(found, hasFile: hasFile)
        } catch {
            // A rotated file that is missing: the reading meets it again and says so.
            guard case .damaged = error else { throw Problem(error) }
        }
    }

    private mutating func read(_ ledger: LedgerReader, to ends: PerStream<Position>, _ index: inout IndexCheck?) throws(Problem) {
        var lines = ledger.allLines(to: ends)
        while true {
            do throws(ReadError) {
                guard try lines.next() else { return }
            } catch {
                guard case .damaged(let damage) = error else { throw Problem(error) }
                store.note(damage.sentence)
                // A file that is missing is met again and again; one that is not whole is read on behind the damage.
                if case .broken = damage.kind { continue }
                return
            }
            guard let scan = lines.scan, let place = lines.place else { continue }
            let record = lines.withLine { store.add(scan, $0, at: place) } ?? nil
            if checksOriginals, let record, let mistake = originals.mistake(of: record) { store.note(mistake) }
            do throws(Fault) {
                try lines.withLine { (line) throws(Fault) in try index?.take(scan, line, at: place) }
            } catch {
                try noteIndex(error)
                index = nil
            }
        }
    }
}
