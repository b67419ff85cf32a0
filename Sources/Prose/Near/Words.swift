/// Words of a text as they are counted and compared; see `WordScanner` for what a word is.
public enum Words {
    /// The number of words of a text in UTF-8. Linear; never fails.
    public static func count(in text: Span<UInt8>) -> Int {
        var scanner = WordScanner()
        var count = 0
        while scanner.next(in: text) != nil { count += 1 }
        return count
    }
}
