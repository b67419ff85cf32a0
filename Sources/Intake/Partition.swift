extension Range<Int> {
    /// The first place that does not come before what is sought, or the end. `isBefore` is true up to there and false from there
    /// on; it is asked once for each halving.
    @inline(__always)
    func partition(_ isBefore: (Int) -> Bool) -> Int {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if isBefore(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
