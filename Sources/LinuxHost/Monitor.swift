import Glibc

/// State behind a lock, with two conditions to wait for.
///
/// `@unchecked Sendable`: `state` is touched only while `mutex` is held, and the pointers never change.
@safe final class Monitor<State>: @unchecked Sendable {
    /// What a thread may wait for. Two, so that the end of a job does not wake those who wait for the next.
    enum Condition { case work, rest }

    private var state: State
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let work = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let rest = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ state: State) {
        self.state = state
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(work, nil)
        unsafe pthread_cond_init(rest, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(rest)
        unsafe pthread_cond_destroy(work)
        unsafe pthread_mutex_destroy(mutex)
        unsafe rest.deallocate()
        unsafe work.deallocate()
        unsafe mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    /// Sleeps until `body`, asked at once and after every signal of the condition, returns something.
    func wait<Result>(for condition: Condition, _ body: (inout State) -> Result?) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&state) { return result }
            unsafe pthread_cond_wait(condition == .work ? work : rest, mutex)
        }
    }

    /// Wakes at most `count` of those who wait for the condition.
    func signal(_ condition: Condition, count: Int) {
        for _ in 0..<count { unsafe pthread_cond_signal(condition == .work ? work : rest) }
    }

    /// Wakes all who wait for the condition.
    func broadcast(_ condition: Condition) {
        unsafe pthread_cond_broadcast(condition == .work ? work : rest)
    }
}
