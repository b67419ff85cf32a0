import Host
import Testing

@testable import Intake

@Suite struct SuspectsTests {
    private let all: [RelativePath] = ["000001/a", "000001/b", "000001/c"]

    @Test func withoutANoteNobodyIsSuspect() {
        let suspects = Suspects(nil, unfinished: all)
        #expect(suspects.isEmpty && !suspects.isPoison(all[0]))
        #expect(suspects.note(inHand: all) == CrashNote(inHand: all))
    }

    @Test func severalInHandAreSuspectsWithoutACrashAlone() {
        let suspects = Suspects(CrashNote(inHand: all), unfinished: all)
        #expect(suspects.count == 3 && all.allSatisfy { !suspects.isPoison($0) })
        #expect(suspects.note(inHand: [all[1]]) == CrashNote(inHand: [all[1]], crashesAlone: 1, suspects: [all[0], all[2]]))
    }

    @Test(arguments: [(1, false), (2, true), (3, true)])
    func twoCrashesAloneArePoison(crashes: Int, isPoison: Bool) {
        let suspects = Suspects(CrashNote(inHand: [all[0]], crashesAlone: crashes, suspects: [all[1]]), unfinished: all)
        #expect(suspects.isPoison(all[0]) == isPoison && !suspects.isPoison(all[1]) && !suspects.isPoison(all[2]))
        #expect(suspects.count == 2)
        #expect(suspects.note(inHand: [all[0]]).crashesAlone == crashes + 1)
    }

    /// Whoever has a line has survived, whatever a note says.
    @Test func onlyWhatHasNoLineIsSuspect() {
        let note = CrashNote(inHand: [all[0]], crashesAlone: 2, suspects: [all[1]])
        #expect(Suspects(note, unfinished: [all[1]]).count == 1)
        #expect(!Suspects(note, unfinished: [all[1]]).isPoison(all[0]))
        #expect(Suspects(note, unfinished: []).isEmpty)
    }

    @Test func aNoteThatCannotBeReadIsAboutAll() {
        #expect(Suspects(.unreadable, unfinished: all).count == 3)
    }

    @Test func aLineAcquits() {
        var suspects = Suspects(CrashNote(inHand: all), unfinished: all)
        suspects.acquit(all[0])
        suspects.acquit("000001/never")
        #expect(suspects.count == 2)
        suspects.acquitAll()
        #expect(suspects.isEmpty)
    }

    // MARK: the note as bytes

    static let notes: [CrashNote] = [
        .nothing, CrashNote(inHand: [], suspects: ["000001/a"]),
        CrashNote(inHand: ["000001/a.txt"], crashesAlone: 2), CrashNote(inHand: ["000001/a", "000001/b/c"]),
        CrashNote(inHand: [RelativePath(bytes: [0x31, 0x2F, 0x0A, 0xFF])!], crashesAlone: 1, suspects: ["000001/x y"]),
    ]

    @Test(arguments: notes)
    func aNoteReadsBack(note: CrashNote) {
        #expect(CrashNote.read(note.bytes) == note)
    }

    /// Every cut of it, and every byte changed, is another note or none that can be read; it never traps.
    @Test(arguments: notes)
    func aNoteThatIsNotWhole(note: CrashNote) {
        let bytes = note.bytes
        #expect(CrashNote.read([]) == nil && CrashNote.read(CrashNote.unreadable.bytes) == .unreadable)
        for end in 1..<bytes.count { #expect(CrashNote.read(Array(bytes[..<end])) == .unreadable) }
        for place in bytes.indices {
            for byte in [0, 10, 0x2E, 0x2F, 0x39, 0xFF] as [UInt8] {
                var other = bytes
                other[place] = byte
                _ = CrashNote.read(other)
            }
        }
    }
}
