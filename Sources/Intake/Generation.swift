import Host
import SystemPackage

/// The numbered folder of archive/ into which originals are moved (GEN of the contract), its room, and what of it must be
/// made durable before a line may name it.
///
/// A batch lies in one generation. That, and that generations only count up, is what lets recovery find every original
/// without a line in the folders from the newest line's generation on.
struct Generation: Sendable {
    /// Originals in one folder, so that no folder grows without bound.
    static let capacity = 1_024

    let number: Int
    let folder: OpenFolder
    /// Paths that a line names or that are in hand. A path is used once, also when its original has gone on to rejected/
    /// or was deleted: a line says for ever which delivery it is about.
    private var used: Set<RelativePath>
    private var cache: FolderCache
    /// Folders inside whose names changed since the last sync; the root is the generation's own folder.
    private var changed: Set<RelativePath> = []
    /// Originals that were to go back to the inbox and could not, because their names were taken there: they are still
    /// to be ingested, from here.
    private(set) var stranded: [Candidate] = []

    init(number: Int, folder: OpenFolder, used: Set<RelativePath>, on volume: any Volume) {
        precondition(number > 0)
        self.number = number
        self.folder = folder
        self.used = used
        self.cache = FolderCache(root: folder, on: volume)
    }

    var room: Int { max(0, Generation.capacity - used.count) }

    /// True while an original of this path lies here without a line: another one must wait for its turn.
    func isStranded(_ path: RelativePath) -> Bool { stranded.contains { $0.path == path } }

    /// Keeps an original that cannot be ingested yet, with how it looked.
    mutating func strand(_ path: RelativePath, _ sighting: Candidate.Sighting?) {
        stranded.append(Candidate(path: path, place: .archive, changed: 0, sighting: sighting))
    }

    /// Hands out the stranded originals, for another look.
    mutating func takeStranded() -> [Candidate] {
        defer { stranded = [] }
        return stranded
    }

    func hasUsed(_ path: RelativePath) -> Bool { used.contains(path) }

    /// The folder's name: at least six digits.
    static func name(_ number: Int) -> RelativePath {
        let digits = String(number)
        let text = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        guard let name = RelativePath(text) else { preconditionFailure("digits make a name") }
        return name
    }

    /// Nil unless the name is one that `name` gives.
    static func number(_ name: RelativePath) -> Int? { number(name.bytes[...]) }

    /// The number of the generation that an original lies in, as its path in a record says.
    static func number(of original: RelativePath) -> Int? {
        original.bytes.firstIndex(of: UInt8(ascii: "/")).flatMap { number(original.bytes[..<$0]) }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        let most = 18 // digits that a number holds for certain
        guard digits.count == 6 || 6 < digits.count && digits.count <= most && digits.first != UInt8(ascii: "0") else { return nil }
        var number = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number > 0 ? number : nil
    }

    /// The path of an original as records name it.
    func original(_ path: RelativePath) -> RelativePath { Generation.original(path, in: number) }

    /// The same, for a generation of which only the number is known.
    static func original(_ path: RelativePath, in number: Int) -> RelativePath { name(number).appending(path) }

    /// The folder inside this generation that `path` belongs into, made when missing.
    mutating func parent(of path: RelativePath, on volume: any Volume) throws(Fault) -> OpenFolder {
        do throws(Fault) {
            return try cache.folder(path.parent)
        } catch {
            guard error.isGone else { throw error }
        }
        var made = RelativePath.root
        for component in path.parent.components {
            let parent = try cache.folder(made)
            do throws(Fault) {
                try volume.makeFolder(component, in: parent.file)
                changed.insert(made)
            } catch {
                guard error.errno == .fileExists else { throw error }
            }
            made = made.appending(component)
        }
        return try cache.folder(path.parent)
    }

    /// Notes that an original came in.
    mutating func added(_ path: RelativePath) {
        used.insert(path)
        changed.insert(path.parent)
    }

    /// Notes that an original that lay here without a line is in hand. The process that took it may have died before it
    /// made the name, and the folders on the way to it, durable.
    mutating func adopted(_ path: RelativePath) {
        used.insert(path)
        var folder = path
        while !folder.isRoot {
            folder = folder.parent
            changed.insert(folder)
        }
    }

    /// Notes that an original without a line came in from an older generation.
    mutating func moved(_ path: RelativePath) {
        changed.insert(path.parent)
    }

    /// Notes that an original went out again.
    mutating func removed(_ path: RelativePath) {
        used.remove(path)
        changed.insert(path.parent)
    }

    /// Makes the names durable, deepest folders first: a name is of use only when the way to it is there, and the way is
    /// of use only when the name is.
    mutating func sync(on volume: any Volume) throws(Fault) {
        for path in changed.sorted(by: >) {
            try volume.sync(try cache.folder(path).file)
        }
        changed = []
    }

    var changedCount: Int { changed.count }

    /// Hands out the folders that `sync` would sync, in its order, to whoever syncs them instead.
    mutating func takeChanged() throws(Fault) -> [OpenFolder] {
        var folders: [OpenFolder] = []
        for path in changed.sorted(by: >) { folders.append(try cache.folder(path)) }
        changed = []
        return folders
    }
}
