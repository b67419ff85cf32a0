import Host

/// The active file of a stream, open for appending, and how far the stream is durable.
struct StreamFile: ~Copyable {
    let stream: Stream
    private var file: OpenFile
    /// Up to here everything is durable, and nothing lies behind.
    private(set) var durable: Position
    /// What tells this stream from another, for the index.
    private(set) var marks: StreamMarks

    /// The file ends at `durable`.
    init(_ stream: Stream, _ file: consuming OpenFile, durable: Position, marks: StreamMarks) {
        self.stream = stream
        self.file = file
        self.durable = durable
        self.marks = marks
    }

    /// True when the file has to make way before it takes `bytes` more.
    func isFull(before bytes: Int, rotateSize: Int) -> Bool {
        durable.offset > 0 && durable.offset + bytes > rotateSize
    }

    /// Renames the file to its number and begins a new one. All of its content is durable before. The new name is
    /// durable before the old one is given to another file, so that after a crash either the old file is still active,
    /// or none is, or an empty one: on no filesystem does a name stand for a file that it should not.
    mutating func rotate(in store: Store) throws(Fault) {
        let active = SegmentName.active(stream)
        try store.volume.rename(active, in: store.folder, to: SegmentName.numbered(stream, durable.segment), in: store.folder)
        try store.sync()
        file = try store.volume.open(active, in: store.folder, .create)
        try store.sync()
        durable = Position(segment: durable.segment + 1, offset: 0)
    }

    /// Fails when the file in hand is no longer the one of its name: the folder was removed, or somebody moved the
    /// file, and what would be written now would be lost.
    func checkName(in store: Store) throws(Fault) {
        let named = try store.volume.status(SegmentName.active(stream), in: store.folder)
        let held = try store.volume.status(file)
        guard named.isSameFile(as: held), named.size == durable.offset else {
            throw Fault.gone(.append, "\(stream.name).jsonl, which somebody else changed or replaced")
        }
    }

    /// Reserves space for `bytes` more.
    func allocate(_ bytes: Int) throws(Fault) {
        try file.volume.allocate(file, upTo: durable.offset + bytes)
    }

    /// Appends `lines` and makes them durable; the places of the lines go to `locators`. After an error nothing behind
    /// `durable` is to be trusted.
    mutating func append(_ lines: CommitBatch.Lines, _ locators: inout [Locator]) throws(Fault) {
        try file.volume.append(lines.bytes.span, to: file)
        try file.volume.syncData(file)
        var start = 0
        for end in lines.ends {
            locators.append(
                Locator(stream: stream, segment: durable.segment, offset: durable.offset + start, length: end - start))
            start = end
        }
        if let first = lines.ends.first { marks.noteFirst(lines.bytes.span.extracting(0..<first)) }
        if let last = locators.last {
            marks.noteLast(lines.bytes.span.extracting((lines.bytes.count - last.length)..<lines.bytes.count), at: last)
        }
        durable.offset += lines.bytes.count
    }
}
