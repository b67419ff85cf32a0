internal import CLinux
import Glibc
internal import Host
internal import SystemPackage

/// A thread of the system that takes no signals: they are for the main thread's signalfd.
struct NativeThread: Sendable {
    private let thread: pthread_t

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    init(_ run: @escaping @Sendable () -> Void) throws(Fault) {
        let body = unsafe Unmanaged.passRetained(Body(run))
        var thread = pthread_t()
        // A new thread inherits the mask of its maker.
        let code = SignalMask.withAllBlocked {
            unsafe pthread_create(
                &thread, nil,
                { memory in
                    guard let memory = unsafe memory else { return nil }
                    // Without it a thread that runs out of stack dies without a word; it works all the same.
                    _ = winnow_crash_stack()
                    unsafe Unmanaged<Body>.fromOpaque(memory).takeRetainedValue().run()
                    return nil
                }, body.toOpaque())
        }
        guard code == 0 else {
            unsafe body.release()
            throw Fault(.wait, Errno(rawValue: code), "a new thread")
        }
        self.thread = thread
    }

    /// Waits for its end. Called once.
    func join() {
        _ = pthread_join(thread, nil)
    }
}
