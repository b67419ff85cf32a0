import Host
import Synchronization

/// A pure function of each of some values, under way on other cores. A value is let go of as soon as it is used.
struct ParallelMap<Input: Sendable, Output: Sendable>: Sendable {
    private let items: [Item]
    private let job: any WorkersJob

    /// Begins it. One that is `awaited` goes before others: `finish` is called at once.
    init(
        _ inputs: [Input], on workers: any Workers, awaited: Bool = false, _ transform: @escaping @Sendable (Input) -> Output
    ) {
        let items = inputs.map { Item(.input($0)) }
        self.items = items
        job = workers.start(items.count, awaited: awaited) { index in
            guard case .input(let input) = items[index].exchange(.inWork) else { preconditionFailure("each value is used once") }
            _ = items[index].exchange(.output(transform(input)))
        }
    }

    /// Takes part until all is done, and hands over what came out, in the order of what went in. To be called once.
    func finish() -> [Output] {
        job.finish()
        return items.map { item in
            guard case .output(let output) = item.exchange(.inWork) else { preconditionFailure("the job is finished") }
            return output
        }
    }

    /// One value, with a lock of its own: of one for all of them every thread would wait for the others.
    private final class Item: Sendable {
        enum State {
            case input(Input)
            case inWork
            case output(Output)
        }

        private let state: Mutex<State>

        init(_ state: State) { self.state = Mutex(state) }

        /// Puts a state in the place of another, which it returns: nothing is copied.
        func exchange(_ new: State) -> State {
            var other = new
            state.withLock { swap(&$0, &other) }
            return other
        }
    }
}
