import Host
import Prose
import Synchronization

/// The files of a batch while they are prepared on other cores.
struct Preparation: Sendable {
    private let slots: Slots
    private let job: any WorkersJob

    /// Begins; pure but for the workers: the same files, rules and learned lines give the same.
    init(_ files: [FileInHand], _ preparer: Preparer, learned: LearnedLines, on workers: any Workers) {
        let slots = Slots(files)
        self.slots = slots
        job = workers.start(files.count) { index in
            let file = slots.take(index)
            slots.put(preparer.prepare(file, learned: learned), at: index)
        }
    }

    /// Takes part until all are prepared, and hands them over in the order of the files.
    func finish() -> [Prepared] {
        job.finish()
        return slots.takeAll()
    }

    /// One slot for each file. The bytes of a file are let go of as soon as it is prepared.
    private final class Slots: Sendable {
        private enum Slot {
            case file(FileInHand)
            case inWork
            case prepared(Prepared)
        }

        private let slots: Mutex<[Slot]>

        init(_ files: [FileInHand]) { slots = Mutex(files.map { .file($0) }) }

        func take(_ index: Int) -> FileInHand {
            slots.withLock { slots in
                guard case .file(let file) = slots[index] else { preconditionFailure("each file is prepared once") }
                slots[index] = .inWork
                return file
            }
        }

        func put(_ prepared: Prepared, at index: Int) {
            slots.withLock { $0[index] = .prepared(prepared) }
        }

        func takeAll() -> [Prepared] {
            slots.withLock { slots in
                defer { slots = [] }
                return slots.map { slot in
                    guard case .prepared(let prepared) = slot else { preconditionFailure("the job is finished") }
                    return prepared
                }
            }
        }
    }
}
