public import Host
public import SystemPackage

/// What shall go wrong, and when. Calls are counted from the moment the plan is set, 1 for the first: a test that
/// runs the same work with N = 1, 2, 3 … until `World.firedFaults` stays 0 has failed every call once.
public struct FaultPlan: Sendable {
    /// What of a failing call happens all the same.
    public enum Effect: Sendable, Equatable {
        case nothing
        /// Some of it: an append writes a prefix, a sync some of the data. Other calls: nothing.
        case part
        /// All of it: only the answer is lost.
        case all
    }

    public struct Failure: Sendable {
        /// Which calls count; nil for all.
        public var calls: Set<Fault.Call>?
        /// The nth of these calls fails.
        public var nth: Int
        /// So do the ones after it, as long as the plan stays.
        public var stays: Bool
        public var errno: Errno
        public var effect: Effect

        public init(
            _ calls: Set<Fault.Call>? = nil, nth: Int, errno: Errno, stays: Bool = false, effect: Effect = .nothing
        ) {
            precondition(nth > 0)
            self.calls = calls
            self.nth = nth
            self.errno = errno
            self.stays = stays
            self.effect = effect
        }
    }

    public struct Stop: Sendable {
        public var nth: Int
        public var crash: Crash
        /// The call's effect comes first; its answer never does.
        public var afterEffect: Bool

        public init(_ crash: Crash, nth: Int, afterEffect: Bool) {
            precondition(nth > 0)
            self.crash = crash
            self.nth = nth
            self.afterEffect = afterEffect
        }
    }

    public var failures: [Failure]
    public var stop: Stop?

    public init(_ failures: [Failure] = [], stop: Stop? = nil) {
        self.failures = failures
        self.stop = stop
    }

    /// What happens to one call.
    enum Verdict: Sendable, Equatable {
        case works
        case fails(Errno, Effect)
        case stops(Crash, afterEffect: Bool)
    }

    /// Counts a call.
    mutating func verdict(on call: Fault.Call) -> Verdict {
        var verdict = Verdict.works
        for index in failures.indices {
            if let calls = failures[index].calls, !calls.contains(call) { continue }
            failures[index].nth -= 1
            let left = failures[index].nth
            if left == 0 || (left < 0 && failures[index].stays) {
                verdict = .fails(failures[index].errno, failures[index].effect)
            }
        }
        if var stop {
            stop.nth -= 1
            self.stop = stop.nth > 0 ? stop : nil
            if stop.nth == 0 { return .stops(stop.crash, afterEffect: stop.afterEffect) }
        }
        return verdict
    }
}
