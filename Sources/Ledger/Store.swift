import Host

/// The folder of the streams.
final class Store: Sendable {
    let folder: OpenFile
    var volume: any Volume { folder.volume }

    init(_ folder: consuming OpenFile) { self.folder = folder }

    /// The files of one stream as a listing found them.
    struct Layout: Equatable, Sendable {
        /// The highest number of a rotated file; 0 when there is none.
        var rotated = 0
        /// How many rotated files there are: less than `rotated` when some are missing.
        var found = 0
        var hasActive = false

        /// The number of the active file.
        var active: Int { rotated + 1 }
        /// False for a stream that never had a file.
        var isEmpty: Bool { rotated == 0 && !hasActive }
    }

    func layout() throws(Fault) -> PerStream<Layout> {
        var layouts = PerStream(repeating: Layout())
        try volume.list(folder) { entry in
            if let (stream, number) = SegmentName.parse(entry.name) {
                if let number {
                    layouts[stream].rotated = max(layouts[stream].rotated, number)
                    layouts[stream].found += 1
                } else {
                    layouts[stream].hasActive = true
                }
            }
            return true
        }
        return layouts
    }

    /// Opens the file with `number` of a stream whose active file has the number `active`. One that was rotated away may be
    /// a symbolic link: an operator may move it to another disk.
    func open(_ stream: Stream, _ number: Int, active: Int, _ mode: OpenMode) throws(Fault) -> OpenFile {
        if number == active { return try volume.open(SegmentName.active(stream), in: folder, mode) }
        precondition(mode == .read, "a file that was rotated never changes")
        return try volume.open(SegmentName.numbered(stream, number), in: folder, .readThrough)
    }

    /// True when the file with this number has been rotated away and never changes again.
    func isRotated(_ stream: Stream, _ number: Int) throws(Fault) -> Bool {
        do throws(Fault) {
            _ = try volume.status(SegmentName.numbered(stream, number), in: folder)
            return true
        } catch {
            if error.isGone { return false }
            throw error
        }
    }

    /// Opens the file with this number for reading, under whichever name it has, also while another process rotates;
    /// nil when it is not there (yet). All files before it must be there.
    func segment(_ stream: Stream, _ number: Int) throws(Fault) -> SegmentFile? {
        var wasRotated = false
        while true {
            do throws(Fault) {
                return SegmentFile(try volume.open(SegmentName.numbered(stream, number), in: folder, .readThrough))
            } catch {
                // A name that is there and leads nowhere is a link whose target is gone.
                guard error.isGone, !wasRotated else { throw error }
            }
            // Not rotated, so it is the active file, unless it is rotated at this moment: then the active file may be
            // none, or already the next one, and its number leads to it from now on.
            let active = try activeFile(stream)
            wasRotated = try isRotated(stream, number)
            if !wasRotated { return active }
        }
    }

    private func activeFile(_ stream: Stream) throws(Fault) -> SegmentFile? {
        do throws(Fault) {
            return SegmentFile(try volume.open(SegmentName.active(stream), in: folder, .read))
        } catch {
            if error.isGone { return nil }
            throw error
        }
    }

    /// Names the file by the name that it has now.
    func damage(_ stream: Stream, _ position: Position, _ kind: Damage.Kind) -> Damage {
        let isNumbered = (try? isRotated(stream, position.segment)) ?? false
        return Damage(stream, position, active: isNumbered ? 0 : position.segment, kind)
    }

    func sync() throws(Fault) { try volume.sync(folder) }
}

/// An open file of a stream, shared by those who read it.
final class SegmentFile: Sendable {
    let file: OpenFile
    init(_ file: consuming OpenFile) { self.file = file }
}
