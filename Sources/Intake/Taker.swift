import Host
import Ledger
import SystemPackage

/// Takes one file: proves it complete, moves it into the archive, reads it, and proves that nobody touched it meanwhile.
///
/// The order matters. The lease is taken before the move, so that a writer who comes now waits; the name in the archive is
/// compared with the file in hand after the move, so that a file that replaced it between the two is noticed; and when
/// anything differs the name goes back before the lease is released, so that a waiting writer writes to the inbox.
struct Taker: Sendable {
    enum Outcome {
        case taken(FileInHand)
        /// The name is not there any more, or is a folder.
        case gone
        case wait(WaitReason, until: Instant, Candidate.Sighting?)
        /// The generation has a file of this name already: take it into the next one.
        case nameTaken
    }

    /// The moment and what is known of the file's earlier looks.
    struct Look {
        var now: Instant
        var wall: Int64
        var firstSeen: Instant
        var attempts: Int
    }

    /// How long a file waits for an earlier one of its name that has no line yet.
    private static let turn = Duration.seconds(1)

    let volume: any Volume
    let completeness: Completeness
    let maxFileSize: Int
    let rescan: Duration

    func take(
        _ candidate: Candidate, from inbox: inout FolderCache, into generation: inout Generation, _ look: Look
    ) throws(Fault) -> Outcome {
        do throws(Fault) {
            let folder =
                switch candidate.place {
                case .inbox: try inbox.folder(candidate.path.parent)
                case .archive: try generation.parent(of: candidate.path, on: volume)
                }
            return try take(candidate, in: folder, &generation, look)
        } catch {
            if error.isGone { return .gone }
            throw error
        }
    }

    /// Hands over an original that crashed the program, unread: only its bytes are counted and hashed.
    func setAside(_ candidate: Candidate, in generation: inout Generation) throws(Fault) -> Outcome {
        precondition(candidate.place == .archive, "what crashed the program had been taken")
        var inHand = FileInHand(
            origin: .inbox(path: candidate.path, generation: generation.number), bytes: [], size: 0, modified: 0,
            refusal: Refusals.poison())
        do throws(Fault) {
            let folder = try generation.parent(of: candidate.path, on: volume)
            let status = try volume.status(candidate.path.last, in: folder.file)
            (inHand.size, inHand.modified) = (status.size, status.modified)
            let file = try volume.open(candidate.path.last, in: folder.file, .read)
            inHand.digest = try FileReading.digest(of: file, volume, size: status.size)
        } catch {
            if error.isGone { return .gone }
        }
        return .taken(inHand)
    }

    private func take(
        _ candidate: Candidate, in folder: OpenFolder, _ generation: inout Generation, _ look: Look
    ) throws(Fault) -> Outcome {
        let name = candidate.path.last
        do throws(Fault) {
            let file = try volume.open(name, in: folder.file, .read)
            let status = try volume.status(file)
            switch status.kind {
            case .regular: return try takeRegular(candidate, in: folder, file, status, &generation, look)
            case .folder: return .gone
            default: return try refuse(candidate, in: folder, status, Refusals.notAFile(status.kind), &generation, look)
            }
        } catch {
            switch error.errno {
            case .tooManySymbolicLinkLevels, .noSuchAddressOrDevice:
                let status = try volume.status(name, in: folder.file)
                return try refuse(candidate, in: folder, status, Refusals.notAFile(status.kind), &generation, look)
            case .resourceTemporarilyUnavailable where error.call == .open:
                // Its owner holds a lease for writing, and would have to be waited for.
                return .wait(.beingWritten, until: nextLook(look), nil)
            case .permissionDenied, .notPermitted, .ioError:
                guard error.call == .open || error.call == .read else { throw error }
                return try unreadable(candidate, in: folder, error, &generation, look)
            default:
                throw error
            }
        }
    }

    private func takeRegular(
        _ candidate: Candidate, in folder: OpenFolder, _ file: borrowing OpenFile, _ status: FileStatus,
        _ generation: inout Generation, _ look: Look
    ) throws(Fault) -> Outcome {
        let leased = try isLeased(file)
        if leased == .busy { return .wait(.beingWritten, until: nextLook(look), nil) }
        // In the archive the last change is our own rename, which says nothing about a writer.
        var seen = status
        if candidate.place == .archive { seen.changed = seen.modified }
        if leased != .granted, !completeness.isQuiet(seen, candidate.sighting, now: look.now, wall: look.wall) {
            return .wait(.settling, until: completeness.settled(look.now), sighting(of: seen, candidate, look))
        }
        if status.size == 0, candidate.place == .inbox, !isOutOfPatience(status, look) {
            return .wait(.empty, until: endOfPatience(status, look), nil)
        }
        if let outcome = try move(candidate, from: folder, expecting: status, &generation, look) { return outcome }
        return try read(candidate, from: folder, file, status, leased: leased == .granted, &generation, look)
    }

    private func read(
        _ candidate: Candidate, from folder: OpenFolder, _ file: borrowing OpenFile, _ status: FileStatus, leased: Bool,
        _ generation: inout Generation, _ look: Look
    ) throws(Fault) -> Outcome {
        var inHand = FileInHand(
            origin: .inbox(path: candidate.path, generation: generation.number), bytes: [], size: status.size,
            modified: status.modified, changed: status.changed)
        do throws(Fault) {
            try FileReading.read(into: &inHand, file, volume, limit: maxFileSize)
            let after = try volume.status(file)
            let unchanged = after.hasSameContent(as: status) && inHand.size == status.size
            let undisturbed = leased ? try volume.leaseHolds(file) : true
            if unchanged && undisturbed { return .taken(inHand) }
        } catch {
            try putBack(candidate, to: folder, &generation)
            throw error
        }
        try putBack(candidate, to: folder, &generation)
        return .wait(.beingWritten, until: nextLook(look), nil)
    }

    /// `.unsupported` also where leases are not to be believed.
    private func isLeased(_ file: borrowing OpenFile) throws(Fault) -> Lease {
        guard completeness.leasesTell else { return .unsupported }
        return try volume.takeLease(file)
    }

    private func unreadable(
        _ candidate: Candidate, in folder: OpenFolder, _ fault: Fault, _ generation: inout Generation, _ look: Look
    ) throws(Fault) -> Outcome {
        let status = try volume.status(candidate.path.last, in: folder.file)
        if candidate.place == .inbox, !isOutOfPatience(status, look) {
            return .wait(.unreadable, until: min(endOfPatience(status, look), look.now + rescan), nil)
        }
        return try refuse(candidate, in: folder, status, Refusals.unreadable(fault), &generation, look)
    }

    /// Moves a file that will not be read, and hands it over with its reason.
    private func refuse(
        _ candidate: Candidate, in folder: OpenFolder, _ status: FileStatus, _ reason: Rejection,
        _ generation: inout Generation, _ look: Look
    ) throws(Fault) -> Outcome {
        if status.kind == .folder { return .gone }
        if let outcome = try move(candidate, from: folder, expecting: status, &generation, look) { return outcome }
        return .taken(
            FileInHand(
                origin: .inbox(path: candidate.path, generation: generation.number), bytes: [], size: status.size,
                modified: status.modified, changed: status.changed, refusal: reason))
    }
}

extension Taker {
    /// Moves the file into the generation; nil when the name there is the file in hand.
    private func move(
        _ candidate: Candidate, from folder: OpenFolder, expecting status: FileStatus, _ generation: inout Generation,
        _ look: Look
    ) throws(Fault) -> Outcome? {
        guard candidate.place == .inbox else { return nil }
        if generation.isStranded(candidate.path) { return .wait(.queued, until: look.now + Taker.turn, nil) }
        if generation.hasUsed(candidate.path) { return .nameTaken }
        let name = candidate.path.last
        let parent = try generation.parent(of: candidate.path, on: volume)
        do throws(Fault) {
            try volume.rename(name, in: folder.file, to: name, in: parent.file)
        } catch {
            switch error.errno {
            case .fileExists: return .nameTaken
            case .permissionDenied, .notPermitted: return .wait(.immovable, until: .distantFuture, nil)
            default: throw error
            }
        }
        generation.added(candidate.path)
        if try volume.status(name, in: parent.file).isSameFile(as: status) { return nil }
        // Another file took the name between the open and the move: it is a delivery of its own.
        try putBack(candidate, to: folder, &generation)
        return .wait(.settling, until: Instant(nanoseconds: 0), nil)
    }

    /// Gives the name back. When a new file has it already, the old one stays in the archive and is taken up from there.
    private func putBack(
        _ candidate: Candidate, to folder: OpenFolder, _ generation: inout Generation
    ) throws(Fault) {
        guard candidate.place == .inbox else { return }
        let name = candidate.path.last
        let parent = try generation.parent(of: candidate.path, on: volume)
        do throws(Fault) {
            try volume.rename(name, in: parent.file, to: name, in: folder.file)
            generation.removed(candidate.path)
        } catch {
            guard error.errno == .fileExists else { throw error }
            generation.removed(candidate.path)
            generation.strand(candidate.path, nil)
        }
    }

    private func sighting(of status: FileStatus, _ candidate: Candidate, _ look: Look) -> Candidate.Sighting {
        if let earlier = candidate.sighting, earlier.status == status { return earlier }
        return Candidate.Sighting(status: status, at: look.now)
    }

    private func nextLook(_ look: Look) -> Instant {
        completeness.nextLook(after: look.attempts, now: look.now)
    }

    private func isOutOfPatience(_ status: FileStatus, _ look: Look) -> Bool {
        completeness.isOutOfPatience(
            firstSeen: look.firstSeen, changed: status.changed, now: look.now, wall: look.wall)
    }

    private func endOfPatience(_ status: FileStatus, _ look: Look) -> Instant {
        completeness.endOfPatience(
            firstSeen: look.firstSeen, changed: status.changed, now: look.now, wall: look.wall)
    }
}
