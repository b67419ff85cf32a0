/// All cores for pure work.
public protocol Workers: AnyObject, Sendable {
    /// How many calls run at a time.
    var count: Int { get }
    /// Calls `body` once for each of 0 ..< count, in any order and at the same time; returns when all are done.
    func forEach(_ count: Int, _ body: @Sendable (Int) -> Void)
}
