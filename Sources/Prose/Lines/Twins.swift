/// Which pieces have the text of another one, by their hashes.
enum Twins {
    /// For each piece whether it has a twin. Linear: open addressing by the hashes themselves, which are spread evenly.
    static func find(_ traits: [Traits]) -> [Bool] {
        var size = 16
        while size < 2 * traits.count { size *= 2 }
        var firsts = [Int32](filled: -1, count: size)
        var twins = [Bool](filled: false, count: traits.count)
        for piece in traits.indices {
            let hash = traits[piece].hash
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while firsts[slot] >= 0 && traits[Int(firsts[slot])].hash != hash { slot = (slot + 1) & (size - 1) }
            if firsts[slot] < 0 {
                firsts[slot] = Int32(truncatingIfNeeded: piece)
            } else {
                twins[Int(firsts[slot])] = true
                twins[piece] = true
            }
        }
        return twins
    }
}
