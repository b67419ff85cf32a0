import Host
import Ledger
import Prose
import SimHost
import Testing

@testable import Intake

/// A simulated machine with the real engine on it, as a test needs it: users act, cycles run, lines are read. After
/// every cycle in which nothing failed, the promises that always hold are proven (`StoreCheck`).
///
/// The state lies in `/state`; names in the inbox are given without it.
final class Bench {
    /// Cycles that a drained inbox may take, and calls of one cycle: far more than any test needs.
    private static let drainLimit = 2_000
    private static let callLimit = 200_000

    let world: World
    let volume: SimVolume
    let index: SimIndexStore
    let reporter = SimReporter()
    let notifier = SimNotifier()
    var settings: Settings
    private(set) var engine: Engine?
    private var check: StoreCheck
    private var wasTaking = true
    /// Off for what the proofs do not know: a store that is damaged, or originals that stay where they are.
    var proves = true
    private var next = 0

    init(
        seed: UInt64 = 1, device: Device = Device(), starts: Bool = true, _ change: (inout Settings) -> Void = { _ in }
    ) throws {
        world = World(seed: seed, device: device)
        volume = SimVolume(world)
        index = SimIndexStore(world)
        settings = Settings()
        settings.state = "/state"
        settings.minFree = FreeSpace(bytes: 0, percent: nil)
        change(&settings)
        check = StoreCheck(keepsOriginals: settings.archivePolicy == .keep) { Hashing.digest(of: $0).hex }
        world.act(.makeFolder("state"))
        world.act(.makeFolder("state/inbox"))
        world.writeBack()
        if starts { try start() }
    }

    var seams: Seams {
        Seams(
            volume: volume, watcher: SimWatcher(world), time: SimTime(world), index: index, workers: SimWorkers(seed: 1),
            notifier: notifier, reporter: reporter, crashes: SimCrashMarker(world))
    }

    // MARK: the daemon

    func start() throws {
        let engine = Engine(seams: seams, settings: settings, rules: try RuleSet([]))
        self.engine = engine
        try engine.start()
    }

    /// A clean stop, and a new process.
    func restart() throws {
        stop()
        try start()
    }

    func stop() {
        engine?.stop()
        engine = nil
        #expect(world.openHandles == 0)
    }

    /// The process or the machine dies, and comes back.
    func crash(_ crash: Crash, thenStart: Bool = true) throws {
        world.crash(crash)
        engine = nil
        world.reboot()
        expect(check.always(world))
        if thenStart { try start() }
    }

    /// Lets time pass as a supervisor does: a program that crashes by itself is started again. Returns how often it was.
    func supervise(_ duration: Duration) throws -> Int {
        let end = SimTime(world).monotonic + duration
        var crashes = 0
        while SimTime(world).monotonic < end, crashes < 100 {
            cycle()
            if world.isOff {
                crashes += 1
                try crash(.kill)
            }
            let now = SimTime(world).monotonic
            world.turn(by: max(.milliseconds(1), min(engine?.nextDue ?? end, end) - now))
        }
        return crashes
    }

    func cycle(_ count: Int = 1) {
        for _ in 0..<count {
            let began = SimTime(world).monotonic
            let fired = world.firedFaults
            world.limitCalls(to: Bench.callLimit)
            _ = engine?.cycle()
            #expect(!world.isRunaway, "a cycle that does not end")
            guard proves, !world.isOff else { continue }
            let isTaking = world.firedFaults == fired && engine?.progress.isTaking == true
            if !isTaking || !wasTaking { check.disturbed(at: SimTime(world).monotonic) }
            wasTaking = isTaking
            if isTaking { expect(check.settled(world, began: began)) }
        }
    }

    /// Lets time pass, with a cycle whenever the engine says that one is due.
    func pass(_ duration: Duration) {
        let end = SimTime(world).monotonic + duration
        cycle()
        while SimTime(world).monotonic < end {
            let now = SimTime(world).monotonic
            let due = max(engine?.nextDue ?? end, now + .milliseconds(1))
            world.turn(by: min(due, end) - now)
            cycle()
        }
    }

    /// Goes on until a listing finds nothing more to take, as `run --drain` does.
    func drain() {
        for _ in 0..<Bench.drainLimit {
            cycle()
            guard let engine, !engine.isDrained() else { return }
            let now = SimTime(world).monotonic
            if engine.nextDue > now { world.turn(by: engine.nextDue - now) }
        }
        Issue.record("the inbox is never drained")
    }

    private func expect(_ problems: [String]) { #expect(problems == []) }

    /// What must hold when everything that was delivered has its line.
    func expectFinished() {
        pass(.seconds(2))
        expect(check.finished(world))
    }

    // MARK: users

    func act(_ actions: UserAction...) {
        for action in actions { #expect(world.act(action), "\(action)") }
    }

    /// `cp` of an article nobody has seen yet.
    @discardableResult
    func drop(_ name: RelativePath) -> [UInt8] {
        let bytes = fresh()
        act(.copyIn(inbox(name), bytes))
        return bytes
    }

    /// An article nobody has seen yet.
    func fresh() -> [UInt8] {
        next += 1
        return Texts.article(next)
    }

    func inbox(_ name: RelativePath) -> RelativePath { RelativePath.of("state/inbox").appending(name) }

    // MARK: what came of it

    /// Every line of the three streams in the order of their numbers.
    var lines: [Record] { lines(below: "state/store") }

    /// Those of another store.
    func lines(below store: RelativePath) -> [Record] {
        Stream.allCases.flatMap { stream in
            world.sights(below: store).filter { isFile($0.path.last.text, of: stream) }.flatMap { sight in
                sight.bytes.split(separator: 10).compactMap { line in
                    try? RecordParser.record((Array(line) + [10]).span, of: stream)
                }
            }
        }.sorted { $0.seq < $1.seq }
    }

    private func isFile(_ name: String, of stream: Stream) -> Bool {
        name == stream.name + ".jsonl" || name.hasPrefix(stream.name + "-")
    }

    func lines(_ stream: Stream) -> [Record] { lines.filter { $0.stream == stream } }

    /// What became of each delivery of a name, in order: `article`, `near`, `text`, `bytes`, or the reason of a rejection.
    func fates(_ name: RelativePath) -> [String] {
        lines.filter { $0.delivery.file == name.bytes }.map(\.fate)
    }

    func files(below path: RelativePath) -> [String] {
        world.sights(below: path).filter { $0.kind != .folder }.map { String($0.path.text.dropFirst(path.bytes.count + 1)) }
    }

    var inboxFiles: [String] { files(below: "state/inbox") }
    var archived: [String] { files(below: "state/archive") }
    var refused: [String] { files(below: "state/rejected") }

    /// The reason for which a file waits in the inbox; nil when it does not.
    func waits(_ name: String) -> WaitReason? { engine?.left.first { $0.path == name }?.reason }
}

extension Record {
    var fate: String {
        switch outcome {
        case .article: "article"
        case .near: "near"
        case .sameText: "text"
        case .sameBytes: "bytes"
        case .rejected(let rejection): rejection.reason.rawValue
        }
    }
}

/// Invented articles by number: no two share five words in a row.
enum Texts {
    private static let syllables = ["ba", "do", "ki", "lu", "ma", "ne", "po", "ri", "su", "ta", "ve", "zo", "fa", "ge", "hi", "jo"]

    static func article(_ number: Int) -> [UInt8] {
        Array((headline(number) + "\n\n" + body(number) + "\n").utf8)
    }

    static func headline(_ number: Int) -> String {
        "The " + word(number * 7 + 3) + " council opens the " + word(number * 11 + 5) + " bridge"
    }

    /// Five sentences of twelve words.
    static func body(_ number: Int, sentences: Int = 5) -> String {
        (0..<sentences).map { sentence(number * 100 + $0) }.joined(separator: " ")
    }

    static func sentence(_ number: Int) -> String {
        let words = (0..<12).map { word(number * 12 + $0) }.joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst() + "."
    }

    /// Another word for every number below a million.
    private static func word(_ number: Int) -> String {
        var rest = number
        var text = ""
        for _ in 0..<5 {
            text += syllables[rest % 16]
            rest /= 16
        }
        return text
    }
}
