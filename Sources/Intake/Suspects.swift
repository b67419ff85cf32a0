import Host

/// Originals that were in hand when the program crashed: each is taken alone until it has its line, and one that crashes
/// the program again while it is alone is set aside. A pure value, made from what the crash left (`CrashNote`).
///
///     crash with several in hand ─▶ each of them is a suspect, with 0 crashes alone
///     crash with one in hand     ─▶ it has one more crash alone; the suspects from before stay suspects
///     a suspect gets its line    ─▶ it is none any more
///     2 crashes alone            ─▶ poison: it gets its line without being read
///
/// So a file costs at most three crashes, and a kill or a power cut changes nothing: only a crash leaves a note.
struct Suspects: Sendable {
    /// Crashes with a file alone in hand after which it is set aside: the first may have been somebody else's.
    static let limit = 2

    /// Crashes alone, by original.
    private var crashes: [RelativePath: Int] = [:]

    static let none = Suspects(nil, unfinished: [])

    /// `unfinished` are the originals without a line: whoever has one has survived.
    init(_ note: CrashNote?, unfinished: [RelativePath]) {
        guard let note else { return }
        let there = Set(unfinished)
        for original in note.isReadable ? note.inHand + note.suspects : unfinished where there.contains(original) {
            crashes[original] = 0
        }
        if note.crashesAlone > 0, let alone = note.inHand.first, there.contains(alone) {
            crashes[alone] = note.crashesAlone
        }
    }

    var isEmpty: Bool { crashes.isEmpty }
    var count: Int { crashes.count }

    func isPoison(_ original: RelativePath) -> Bool { crashes[original, default: 0] >= Suspects.limit }

    /// What a crash with these in hand shall leave.
    func note(inHand: [RelativePath]) -> CrashNote {
        let others = crashes.keys.filter { !inHand.contains($0) }.sorted()
        let alone = inHand.count == 1 ? crashes[inHand[0], default: 0] + 1 : 0
        return CrashNote(inHand: inHand, crashesAlone: alone, suspects: others)
    }

    /// It has its line.
    mutating func acquit(_ original: RelativePath) { crashes[original] = nil }

    /// None of them is there any more.
    mutating func acquitAll() { crashes = [:] }
}
