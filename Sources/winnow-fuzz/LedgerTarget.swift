import Host
import Ledger
import SimHost

/// What lies in a store: a line of each stream, and a whole stream that recovery must make sense of; what the index keeps
/// of it; and the note of a crash.
enum LedgerTarget {
    @Sendable static func run(_ bytes: [UInt8]) {
        for stream in Stream.allCases { line(bytes, stream) }
        if let note = CrashNote.read(bytes), note != .unreadable {
            precondition(CrashNote.read(note.bytes) == note, "a note reads back")
        }
        if let checkpoint = Checkpoint(packed: bytes.span) { precondition(checkpoint.packed == bytes, "packed in one way") }
        for stream in Stream.allCases { recover(bytes, stream) }
    }

    /// What is taken for a record is written back as the same line; what is not is refused with its place.
    private static func line(_ bytes: [UInt8], _ stream: Stream) {
        let record: Record
        do throws(LineError) {
            record = try RecordParser.record(bytes.span, of: stream)
        } catch {
            precondition((0...bytes.count).contains(error.offset) && !error.expected.isEmpty, "refused with its place: \(error)")
            return
        }
        guard let line = try? RecordEncoder.line(record) else { preconditionFailure("a record that was read can be written") }
        if line == bytes { return }
        // Keys of a newer version at the end of `metadata` are passed over, and nothing else is.
        let known = line.dropLast(3)
        precondition(bytes.starts(with: known) && bytes[known.count] == UInt8(ascii: ","), "a line is the only one of its record")
        precondition((try? RecordParser.record(line.span, of: stream)) == record, "without them it is the same record")
    }

    /// Recovery keeps every whole line up to where it cuts, finds nothing to cut the second time, and of damage it says where.
    private static func recover(_ bytes: [UInt8], _ stream: Stream) {
        let world = World(seed: 1)
        let path: RelativePath =
            switch stream {
            case .articles: "store/articles.jsonl"
            case .duplicates: "store/duplicates.jsonl"
            case .rejected: "store/rejected.jsonl"
            }
        world.act(.makeFolder("store"))
        world.act(.copyIn(path, bytes))
        guard let kept = recovered(world, bytes.count) else {
            precondition(world.sight(path)?.bytes == bytes, "what is damaged is left as it is")
            return
        }
        let after = world.sight(path)?.bytes ?? []
        precondition(after.count <= bytes.count && after == Array(bytes[..<after.count]), "only the end is cut")
        precondition(after.isEmpty || after.last == 10, "whole lines stay")
        precondition(after.count { $0 == 10 } == kept, "a line for each record")
        precondition(recovered(world, after.count) == kept && world.sight(path)?.bytes == after, "nothing more is cut")
    }

    /// How many lines there were; nil when the store is damaged.
    private static func recovered(_ world: World, _ size: Int) -> Int? {
        var lines = 0
        let visit: Ledger.Visitor = { _, _, _, _ in lines += 1 }
        do throws(RecoveryError) {
            guard let folder = try? SimVolume(world).openFolder(at: "/store") else { preconditionFailure("the folder is there") }
            _ = try Ledger.recover(folder, rotateSize: 1 << 30, checkpoint: nil, visit: visit)
            return lines
        } catch {
            guard case .damaged(let damage) = error else { preconditionFailure("nothing fails here: \(error)") }
            precondition((0...size).contains(damage.offset), "damage is in the file")
            return nil
        }
    }
}
