import Intake
import Ledger
import Prose
import SimHost

/// Proves at any moment that the index is what the lines say, up to where it claims to know them: replay(streams) == index.
struct IndexProof {
    let settings: Settings
    let rules: RuleSet
    let folders = StoreCheck.Folders()

    /// What is wrong; an index that is not whole claims nothing.
    func problems(_ world: World, _ index: SimIndexStore) -> [String] {
        do {
            guard var check = try IndexCheck.open(index.frozen(), settings: settings, rules: rules, workers: SimWorkers(seed: 1)) else { return [] }
            for line in lines(world) { try check.take(line.scan, line.bytes.span, at: line.place) }
            try check.finish()
            return check.mistakes.map { "the index: \($0)" }
        } catch {
            return ["the index: \(error)"]
        }
    }

    private struct Line {
        let scan: LineScan
        let bytes: [UInt8]
        let place: Locator
    }

    /// Every whole line in the order of the numbers, read behind the daemon's back.
    private func lines(_ world: World) -> [Line] {
        var lines: [Line] = []
        for stream in Stream.allCases {
            for (number, content) in world.files(of: stream.name, in: folders.store).enumerated() {
                var offset = 0
                for piece in content.split(separator: 10, omittingEmptySubsequences: false).dropLast() {
                    let bytes = Array(piece) + [10]
                    let place = Locator(stream: stream, segment: number + 1, offset: offset, length: bytes.count)
                    offset += bytes.count
                    if let scan = try? LineScan(bytes.span, of: stream) { lines.append(Line(scan: scan, bytes: bytes, place: place)) }
                }
            }
        }
        return lines.sorted { $0.scan.seq < $1.scan.seq }
    }
}
