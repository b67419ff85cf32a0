import Host
import Synchronization

/// A pure function of each of some values, under way on other cores. A value is let go of as soon as it is used.
struct ParallelMap<Input: Sendable, Output: Sendable>: Sendable {
    private let slots: Slots
    private let job: any WorkersJob

    init(_ inputs: [Input], on workers: any Workers, _ transform: @escaping @Sendable (Input) -> Output) {
        let slots = Slots(inputs)
        self.slots = slots
        job = workers.start(inputs.count) { index in
            let input = slots.take(index)
            slots.put(transform(input), at: index)
        }
    }

    /// Takes part until all is done, and hands over what came out, in the order of what went in. To be called once.
    func finish() -> [Output] {
        job.finish()
        return slots.takeAll()
    }

    private final class Slots: Sendable {
        private enum Slot {
            case input(Input)
            case inWork
            case output(Output)
        }

        private let slots: Mutex<[Slot]>

        init(_ inputs: [Input]) { slots = Mutex(inputs.map { .input($0) }) }

        func take(_ index: Int) -> Input {
            slots.withLock { slots in
                guard case .input(let input) = slots[index] else { preconditionFailure("each value is used once") }
                slots[index] = .inWork
                return input
            }
        }

        func put(_ output: Output, at index: Int) {
            slots.withLock { $0[index] = .output(output) }
        }

        func takeAll() -> [Output] {
            slots.withLock { slots in
                defer { slots = [] }
                return slots.map { slot in
                    guard case .output(let output) = slot else { preconditionFailure("the job is finished") }
                    return output
                }
            }
        }
    }
}
