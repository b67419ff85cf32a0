import Host
import Synchronization

@testable import LinuxHost

/// A thread for what would wait: a second writer, the other end of a pipe.
final class TestThread<Value: Sendable>: Sendable {
    private final class Result: Sendable {
        let value = Mutex<Value?>(nil)
    }

    private let result: Result
    private let thread: NativeThread

    init(_ body: @escaping @Sendable () -> Value) throws(Fault) {
        let result = Result()
        self.result = result
        thread = try NativeThread {
            let value = body()
            result.value.withLock { $0 = value }
        }
    }

    func join() -> Value? {
        thread.join()
        return result.value.withLock { $0 }
    }
}
