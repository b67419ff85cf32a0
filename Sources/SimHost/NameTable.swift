import Host

/// The names in a folder. The order of listing is that of a hash, as in ext4: neither by name nor by age.
struct NameTable: Sendable {
    struct Entry: Sendable, Equatable {
        let hash: UInt64
        let name: RelativePath
        var file: Int
    }

    private(set) var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }

    subscript(name: RelativePath) -> Int? {
        let (index, found) = place(of: name, hash: NameTable.hash(name))
        return found ? entries[index].file : nil
    }

    /// Those behind a place, whether its name is still there or not.
    func entries(after last: Entry?) -> ArraySlice<Entry> {
        guard let last else { return entries[...] }
        let (index, found) = place(of: last.name, hash: last.hash)
        return entries[(found ? index + 1 : index)...]
    }

    /// Adds a name or lets it mean another file.
    mutating func set(_ name: RelativePath, to file: Int) {
        let hash = NameTable.hash(name)
        let (index, found) = place(of: name, hash: hash)
        if found {
            entries[index].file = file
        } else {
            entries.insert(Entry(hash: hash, name: name, file: file), at: index)
        }
    }

    /// Returns the file that had the name.
    mutating func remove(_ name: RelativePath) -> Int? {
        let (index, found) = place(of: name, hash: NameTable.hash(name))
        return found ? entries.remove(at: index).file : nil
    }

    private func place(of name: RelativePath, hash: UInt64) -> (index: Int, found: Bool) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].hash < hash { low = middle + 1 } else { high = middle }
        }
        while low < entries.count, entries[low].hash == hash {
            if entries[low].name == name { return (low, true) }
            low += 1
        }
        return (low, false)
    }

    /// FNV-1a with a final mix, so that similar names lie apart.
    private static func hash(_ name: RelativePath) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (hash ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9
    }
}
