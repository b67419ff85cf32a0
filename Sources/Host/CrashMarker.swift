/// What a process that crashed had in hand, as it left word of it. Originals are named as records name them: `GEN/PATH`.
public struct CrashNote: Sendable, Equatable {
    /// The originals that were being worked on. Empty between two batches, and while a store is opened.
    public var inHand: [RelativePath]
    /// How often the one original in hand has crashed the program while it was alone there, this time included; 0 when
    /// several were in hand.
    public var crashesAlone: Int
    /// Other originals under suspicion, which still wait to be taken alone.
    public var suspects: [RelativePath]
    /// False for a note that nobody can read: then any original may have been in hand.
    public private(set) var isReadable = true

    public init(inHand: [RelativePath], crashesAlone: Int = 0, suspects: [RelativePath] = []) {
        precondition(crashesAlone >= 0 && (crashesAlone == 0 || inHand.count == 1), "alone is alone")
        self.inHand = inHand
        self.crashesAlone = crashesAlone
        self.suspects = suspects
    }

    /// No original was in hand, and none is under suspicion.
    public static let nothing = CrashNote(inHand: [])

    /// For what a crash left and nobody can read.
    public static let unreadable = {
        var note = CrashNote.nothing
        note.isReadable = false
        return note
    }()
}

/// The last word of a process that crashes (SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT) to the one that comes after
/// it. A process that is killed (SIGKILL), or whose power is cut, leaves none, and what an earlier one left stays.
public protocol CrashMarker: AnyObject, Sendable {
    /// What a process that crashed has left; nil when none has, or it was cleared.
    func left() throws(Fault) -> CrashNote?
    /// From now on a crash leaves this note, in place of what was left.
    func arm(_ note: CrashNote)
    /// From now on a crash leaves nothing new.
    func disarm()
    /// Forgets what was left.
    func clear() throws(Fault)
}

// Written by a signal handler, which can do no more than copy bytes: so the whole is put together beforehand.
//
//     winnow-crash 1⏎            what it is, and the version of its form
//     in-hand 2⏎                 how many of the originals below were in hand
//     alone 0⏎                   crashesAlone
//     000001/a.txt␀000001/b.txt␀ the originals, each ended by NUL: first those in hand, then the suspects
//     .                          the end: without it the note is not whole
extension CrashNote {
    private static let head = "winnow-crash 1\n"

    public var bytes: [UInt8] {
        guard isReadable else { return Array(CrashNote.head.utf8) }
        var out = Array("\(CrashNote.head)in-hand \(inHand.count)\nalone \(crashesAlone)\n".utf8)
        for original in inHand + suspects {
            out += original.bytes
            out.append(0)
        }
        out.append(UInt8(ascii: "."))
        return out
    }

    /// Nil when there is nothing; `unreadable` when it is not whole.
    public static func read(_ bytes: [UInt8]) -> CrashNote? {
        bytes.isEmpty ? nil : CrashNote(whole: bytes) ?? .unreadable
    }

    private init?(whole bytes: [UInt8]) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 4, Array(lines[0]) + [10] == Array(CrashNote.head.utf8),
            let inHand = CrashNote.number(lines[1], after: "in-hand "), let alone = CrashNote.number(lines[2], after: "alone "),
            lines[3].last == UInt8(ascii: "."), lines[3].dropLast().last ?? 0 == 0
        else { return nil }
        let names = lines[3].dropLast().split(separator: 0, omittingEmptySubsequences: false).dropLast().map { RelativePath(bytes: Array($0)) }
        let originals = names.compactMap(\.self)
        guard originals.count == names.count, inHand <= originals.count, alone == 0 || inHand == 1 else {
            return nil
        }
        self.init(
            inHand: Array(originals[..<inHand]), crashesAlone: alone, suspects: Array(originals[inHand...]))
    }

    private static func number(_ line: ArraySlice<UInt8>, after key: String) -> Int? {
        guard line.starts(with: key.utf8), let number = Int(String(decoding: line.dropFirst(key.utf8.count), as: UTF8.self)),
            number >= 0
        else { return nil }
        return number
    }
}
