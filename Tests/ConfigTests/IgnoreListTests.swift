import Host
import Intake
import Testing

@Suite("Ignore patterns")
struct IgnoreListTests {
    @Test("a pattern fits a whole name or none of it", arguments: [
        ("a", "a", true), ("a", "ab", false), ("a", "ba", false),
        ("*", "anything", true), ("*", ".hidden", true),
        (".*", ".hidden", true), (".*", ".", true), (".*", "x.hidden", false),
        ("*~", "~", true), ("*~", "note~", true), ("*~", "note~1", false),
        ("*.tmp", ".tmp", true), ("*.tmp", "a.tmp", true), ("*.tmp", "a.tmp.txt", false), ("*.tmp", "atmp", false),
        ("a*b*c", "abc", true), ("a*b*c", "aXbYc", true), ("a*b*c", "abcb", false), ("a*b*c", "abcbc", true),
        ("**", "x", true), ("a**b", "ab", true),
        ("?", "x", true), ("?", "xy", false), ("a?c", "abc", true), ("??", "é", true), ("?", "é", false),
        ("[abc]", "b", true), ("[abc]", "d", false), ("[a-c]x", "bx", true), ("[a-c]x", "dx", false),
        ("[!a-c]", "d", true), ("[!a-c]", "a", false), ("[^a-c]", "z", true), ("[^a-c]", "b", false),
        ("[]]", "]", true), ("[!]]", "]", false), ("[!]]", "x", true), ("[]-a]", "^", true),
        ("[a-]", "-", true), ("[-a]", "-", true), ("[a-]", "b", false),
        ("[z-a]", "m", false), ("[\\]]", "]", true), ("[a\\-z]", "m", false), ("[a\\-z]", "-", true),
        ("\\*", "*", true), ("\\*", "x", false), ("\\[a", "[a", true), ("a\\?", "ab", false),
        ("[0-9][0-9]*", "07-news", true), ("[0-9][0-9]*", "7-news", false),
        ("*.[tT][mM][pP]", "A.TMP", true), ("[é]", "x", false),
    ])
    func wholeName(pattern: String, name: String, fits: Bool) throws {
        let glob = try Glob(pattern)
        #expect(matches(glob, Array(name.utf8)) == fits)
    }

    private func matches(_ glob: Glob, _ name: [UInt8]) -> Bool {
        let span = name.span
        return glob.matches(span)
    }

    @Test("texts that are no pattern", arguments: [
        ("", "is empty"), ("a/b", "slash"), ("[abc", "no ] closes"), ("[", "no ] closes"), ("[]", "no ] closes"),
        ("[!]", "no ] closes"), ("[a-", "no ] closes"), ("[a\\", "no ] closes"), ("[a-\\", "no ] closes"),
        ("x\\", "backslash"), ("a\u{0}", "NUL"),
    ])
    func mistakes(pattern: String, reason: String) throws {
        let mistake = try #require(throws: Glob.Mistake.self) { try Glob(pattern) }
        #expect(mistake.pattern == pattern)
        #expect(mistake.reason.contains(reason))
        #expect(throws: mistake) { try IgnoreList(["*.ok", pattern]) }
    }

    @Test("every part of a path counts", arguments: [
        ("news/today.txt", nil), ("today.txt", nil), ("a/b/c/d.txt", nil), ("part/x.txt", nil),
        (".hidden", ".*"), (".git/objects/ab", ".*"), ("a/.b/c.txt", ".*"), ("a/b/.c", ".*"),
        ("a/b.txt~", "*~"), ("a~/b.txt", "*~"), ("upload.part", "*.part"), ("x/y.filepart", "*.filepart"),
        ("x.crdownload", "*.crdownload"), ("x.inprogress/y", "*.inprogress"), ("x.partial", "*.partial"),
        (".x.txt.swp", ".*"), ("x.swp", "*.swp"), ("x.tmp", "*.tmp"), ("x.tmp2", nil),
    ] as [(String, String?)])
    func parts(path: String, pattern: String?) throws {
        let path = try #require(RelativePath(path))
        #expect(IgnoreList.standard.pattern(matching: path) == pattern)
        #expect(IgnoreList.standard.matches(path) == (pattern != nil))
    }

    @Test("the folder itself is never ignored, and an empty list ignores nothing")
    func edges() throws {
        #expect(!(try IgnoreList(["*"])).matches(.root))
        let name = ".hidden"
        #expect(!IgnoreList.none.matches(try #require(RelativePath(name))))
    }

    @Test("names are bytes: what is not UTF-8 fits too")
    func bytes() throws {
        let path = try #require(RelativePath(bytes: [0xFF, 0x2E, 0x74, 0x6D, 0x70]))
        #expect(IgnoreList.standard.matches(path))
        #expect(matches(try Glob("?.tmp"), path.bytes))
    }

    @Test("a hostile name costs no more than its length times the pattern's")
    func time() throws {
        let name = [UInt8](repeating: UInt8(ascii: "a"), count: 255)
        let glob = try Glob(String(repeating: "a*", count: 100) + "b")
        #expect(!matches(glob, name))
    }
}
