public import Host

/// What was delivered: the file as it came, whatever became of it.
public struct Delivery: Sendable, Equatable {
    /// The path as the kernel has it: relative to the inbox, or absolute for a file named on the command line. Bytes
    /// that are not UTF-8 become U+FFFD in the line, with the real ones in `file_base64`.
    public var file: [UInt8]
    /// `GEN/PATH` in archive/ or rejected/, when it came through the inbox. When `file` is not valid UTF-8 this must be
    /// a folder followed by `file`, because only `file` has a second spelling in the line.
    public var original: RelativePath?
    /// Size of the raw file.
    public var bytes: Int
    /// Of the raw file; nil only in a rejection of what could not be read.
    public var sha256: Digest?
    /// Last change of the raw file.
    public var modified: Timestamp

    public init(file: [UInt8], original: RelativePath?, bytes: Int, sha256: Digest?, modified: Timestamp) {
        precondition(!file.isEmpty, "a delivery has a name")
        precondition((0...Limits.number).contains(bytes), "a size that a line can hold")
        self.file = file
        self.original = original
        self.bytes = bytes
        self.sha256 = sha256
        self.modified = modified
        precondition(original.map { Delivery.canSpell($0, besides: file) } ?? true, "an original that a line can spell")
    }

    /// A delivery through the inbox.
    public init(file: RelativePath, original: RelativePath?, bytes: Int, sha256: Digest?, modified: Timestamp) {
        self.init(file: file.bytes, original: original, bytes: bytes, sha256: sha256, modified: modified)
    }

    /// True when reading the line gives back the same path.
    private static func canSpell(_ original: RelativePath, besides file: [UInt8]) -> Bool {
        if String(validating: file, as: UTF8.self) != nil { return original.isUTF8 }
        return spelled(original.first, file) == original && original.first.isUTF8
    }

    /// The original whose first component is `folder` and whose rest is `file`.
    static func spelled(_ folder: RelativePath, _ file: [UInt8]) -> RelativePath? {
        RelativePath(bytes: file).map { folder.appending($0) }
    }
}
