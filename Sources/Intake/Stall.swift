import Host
import SystemPackage

/// Nothing is taken in, because something failed: what, since when, and when it is tried again.
struct Stall: Sendable {
    /// First pause after a fault, and the longest.
    private static let shortest = Duration.seconds(1)
    private static let longest = Duration.seconds(30)

    let problem: StartProblem
    let since: Instant
    private(set) var attempts: Int
    private(set) var retryAt: Instant

    /// The index cannot be used any more: it is rebuilt.
    var isOfIndex: Bool {
        if case .fault(let fault) = problem { return fault.isDamagedIndex }
        return false
    }

    init(_ problem: StartProblem, after earlier: Stall?, now: Instant) {
        self.problem = problem
        since = earlier?.since ?? now
        attempts = (earlier?.attempts ?? 0) + 1
        let pause = Stall.shortest * (1 << min(attempts - 1, 10))
        retryAt = now + (problem.isLookedFor ? Stall.shortest : min(pause, Stall.longest))
    }
}

extension StartProblem {
    /// What ends it is seen by a look that costs little: space that is freed, a folder that comes back.
    var isLookedFor: Bool {
        switch self {
        case .fault(let fault): fault.isNoSpace || fault.isGone
        case .missing, .storeMissing: true
        default: false
        }
    }
}

extension Fault {
    /// A state of the machine that ends without the daemon being restarted or its settings changed.
    var mayPass: Bool {
        isNoSpace || errno == .readOnlyFileSystem || errno == .ioError || errno == .tooManyOpenFilesInSystem
            || errno == .noMemory
    }
}
