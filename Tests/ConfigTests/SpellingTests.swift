import Intake
import Testing

@testable import Config

@Suite("What somebody meant")
struct SpellingTests {
    @Test("the nearest setting", arguments: [
        ("settel", "settle"), ("Settle", "settle"), ("settle_time", "settle"), ("re-scan", "rescan"),
        ("maxfilesize", "max_file_size"), ("max-file-size", "max_file_size"), ("file_size", "max_file_size"),
        ("jaccard", "near.jaccard"), ("near.containement", "near.containment"), ("containment", "near.containment"),
        ("rotate_size", "rotate.size"), ("archive.polcy", "archive.policy"), ("near.polcy", "near.policy"),
        ("archive_path", "archive.path"), ("minfree", "min_free"), ("textfile", "metrics.textfile"),
        ("articles_per_second", "journal.articles_per_second"), ("batchfiles", "batch.files"), ("inbx", "inbox"),
        ("ignored", "ignore"), ("learning", "learn"), ("sate", "state"), ("stroe", "store"),
    ])
    func nearest(word: String, name: String) {
        #expect(Spelling.nearest(to: word, among: SettingKey.all.map(\.name)) == name)
    }

    @Test("edits", arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("", "ab", 2), ("abc", "acb", 1), ("abc", "abd", 1),
        ("abc", "ab", 1), ("abc", "xabc", 1), ("kitten", "sitting", 3),
    ])
    func edits(a: String, b: String, count: Int) {
        #expect(Spelling.edits(Array(a.utf8), Array(b.utf8)) == count)
    }

    @Test("a very long word is no trouble")
    func long() {
        _ = Spelling.nearest(to: String(repeating: "x", count: 1_000_000), among: ["a", "b"])
    }
}
