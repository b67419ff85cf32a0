import Host
import Testing

@testable import Intake

@Suite struct InboxTreeTests {
    private func id(_ number: Int32) -> WatchID { WatchID(number: number) }

    private func tree(_ folders: [(RelativePath, Int32)]) -> InboxTree {
        var tree = InboxTree()
        for (folder, number) in folders { tree.add(folder, id(number)) }
        return tree
    }

    @Test func knowsFoldersBothWays() {
        let tree = tree([(.root, 1), ("a", 2)])
        #expect(tree.folder(of: id(2)) == "a" && tree.isWatched("a") && tree.isWatched(.root))
        #expect(tree.folder(of: id(3)) == nil && !tree.isWatched("b"))
        #expect(tree.watchCount == 2)
    }

    /// The kernel goes on with the watch of a folder that was renamed: the name is new, the watch is the same.
    @Test func theSameWatchUnderANewNameIsARename() {
        var tree = tree([("a", 1)])
        tree.add("b", id(1))
        #expect(tree.folder(of: id(1)) == "b" && !tree.isWatched("a") && tree.watchCount == 1)
        tree.add("b", id(1))
        #expect(tree.watchCount == 1)
    }

    /// Another folder took the name: events of the old watch mean nothing any more.
    @Test func aNewWatchUnderAKnownNameReplacesTheOld() {
        var tree = tree([("a", 1)])
        tree.add("a", id(2))
        #expect(tree.folder(of: id(1)) == nil && tree.folder(of: id(2)) == "a" && tree.watchCount == 1)
    }

    @Test func twoFoldersThatSwapTheirNames() {
        var tree = tree([("a", 1), ("b", 2)])
        tree.add("a", id(2))
        tree.add("b", id(1))
        #expect(tree.folder(of: id(1)) == "b" && tree.folder(of: id(2)) == "a" && tree.watchCount == 2)
    }

    @Test(arguments: [("", [1, 2, 3, 4]), ("a", [2, 3]), ("a/b", [3]), ("ab", [4]), ("c", [])] as [(String, [Int32])])
    func forgetTakesWhatLiesBelow(folder: String, gone: [Int32]) {
        var tree = tree([(.root, 1), ("a", 2), ("a/b", 3), ("ab", 4)])
        #expect(tree.forget(.of(folder)).map(\.number).sorted() == gone)
        #expect(tree.watchCount == 4 - gone.count)
        for number in gone { #expect(tree.folder(of: id(number)) == nil) }
    }

    @Test func listingsComeWhenDueTheEarlierMomentWins() {
        var tree = InboxTree()
        #expect(tree.nextListing == nil)
        tree.list("a", at: .at(20))
        tree.list("a", at: .at(10))
        tree.list("a", at: .at(30))
        tree.list("b", at: .at(40))
        #expect(tree.nextListing == .at(10))
        #expect(tree.dueListings(at: .at(9)) == [])
        #expect(tree.dueListings(at: .at(10)) == ["a"])
        #expect(tree.nextListing == .at(40))
        #expect(tree.dueListings(at: .at(10)) == [])
    }

    @Test(arguments: [
        (["a", "a/b", "a/b/c", "ab", "b/c"], ["a", "ab", "b/c"]), (["", "a", "b/c"], [""]), (["a/b", "a/c"], ["a/b", "a/c"]),
        (["a b", "a", "a/x"], ["a", "a b"]),
    ])
    func whatLiesBelowAnotherIsListedWithIt(asked: [String], listed: [String]) {
        var tree = InboxTree()
        for folder in asked { tree.list(.of(folder), at: .at(1)) }
        #expect(tree.dueListings(at: .at(1)).map(\.text) == listed)
        #expect(tree.toList.isEmpty)
    }

    /// A folder that is due is listed with what is below it, even when that was to come later; the later one stays asked.
    @Test func aLaterListingBelowStaysAsked() {
        var tree = InboxTree()
        tree.list("a", at: .at(1))
        tree.list("a/b", at: .at(5))
        #expect(tree.dueListings(at: .at(1)) == ["a"])
        #expect(tree.nextListing == .at(5))
    }
}
