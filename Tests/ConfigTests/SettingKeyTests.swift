import Intake
import Testing

@Suite("Settings, key by key")
struct SettingKeyTests {
    /// Every key with the default of the manual, its type, and one value that is not the default, as it is shown.
    static let keys: [(name: String, standard: String, other: String, shown: String)] = [
        ("state", "/var/lib/winnow", "/srv//news/", "/srv/news"),
        ("inbox", "STATE/inbox", "/srv/in", "/srv/in"),
        ("store", "STATE/store", "/srv/out", "/srv/out"),
        ("archive.path", "STATE/archive", "/srv/a", "/srv/a"),
        ("rejected", "STATE/rejected", "/srv/r", "/srv/r"),
        ("archive.policy", "keep", "delete", "delete"),
        ("complete", "auto", "lease", "lease"),
        ("settle", "250ms", "2s", "2s"),
        ("patience", "10m", "1 h", "60m"),
        ("rescan", "60s", "2m", "2m"),
        ("max_file_size", "16MiB", "1048576", "1MiB"),
        ("batch.files", "512", "1", "1"),
        ("batch.bytes", "8MiB", "5 MB", "5000000"),
        ("near.policy", "separate", "off", "off"),
        ("near.jaccard", "0.5", "0.8", "0.8"),
        ("near.containment", "0.75", "1", "1.0"),
        ("learn", "on", "no", "off"),
        ("rotate.size", "1GiB", "1536KiB", "1536KiB"),
        ("min_free", "256MiB or 5%", "1 GiB", "1GiB"),
        ("journal.articles_per_second", "20", "0", "0"),
        ("metrics.textfile", "off", "/run/w.prom", "/run/w.prom"),
    ]

    @Test("default, another value, and back", arguments: keys)
    func roundTrip(name: String, standard: String, other: String, shown: String) throws {
        let key = try #require(SettingKey.named(name))
        #expect(key.defaultText == standard)
        var settings = Settings()
        try key.set([other], in: &settings)
        #expect(key.value(in: settings).text == shown)
        #expect(settings != Settings())
        #expect(settings.changes(since: Settings()).map(\.key.name) == [name])
        var again = Settings()
        try key.set([shown], in: &again)
        #expect(again == settings)
        if !standard.hasPrefix("STATE") {
            try key.set([standard], in: &again)
            #expect(again == Settings())
        }
    }

    @Test("every key is in the table above, with help and a form, and has a variable of its own")
    func complete() {
        #expect(Set(SettingKey.all.map(\.name)) == Set(Self.keys.map(\.name) + ["ignore"]))
        #expect(Set(SettingKey.all.map(\.name)).count == SettingKey.all.count)
        #expect(SettingKey.all.allSatisfy { !$0.form.isEmpty && $0.help.hasSuffix(".") && $0.help.count <= 110 })
    }

    @Test("lists")
    func list() throws {
        let key = try #require(SettingKey.named("ignore"))
        #expect(key.takesList)
        #expect(key.defaultText.hasPrefix("['.*', '*~', '*.tmp'"))
        var settings = Settings()
        try key.set(["it's", "*.x"], in: &settings)
        #expect(settings.ignore.patterns == ["it's", "*.x"])
        #expect(key.value(in: settings).text == "['it''s', '*.x']")
        try key.set([], in: &settings)
        #expect(settings.ignore == .none)
        let mistake = try #require(throws: SettingMistake.self) { try key.set(["a", "b/c"], in: &settings) }
        #expect(mistake.item == 1)
        #expect(mistake.sentence.hasPrefix("'b/c' has a slash"))
    }

    @Test("what is refused, and why", arguments: [
        ("settle", "soon", "is not a time"), ("settle", "250", "has no unit"), ("settle", "", "is not a time"),
        ("settle", "1.5s", "is not a time"), ("settle", "-1s", "is not a time"), ("settle", "2 weeks", "is not a time"),
        ("settle", "61m", "out of range: it may be from 0s to 60m"), ("settle", "3600001ms", "out of range"),
        ("settle", "99999999999999999d", "too long"), ("settle", "99999999999999999999s", "is not a time"),
        ("patience", "8d", "from 0s to 7d"), ("rescan", "999ms", "from 1s to 24h"), ("rescan", "0", "out of range"),
        ("max_file_size", "16", nil), ("max_file_size", "0", "out of range: it may be from 1 to 256MiB"),
        ("max_file_size", "16M", "is not a size"), ("max_file_size", "16mib", "is not a size"),
        ("max_file_size", "-1", "is not a size"), ("max_file_size", "1e6", "is not a size"),
        ("max_file_size", "99999999999TiB", "too large"), ("max_file_size", "1GiB", "out of range"),
        ("batch.files", "0", "from 1 to 1024"), ("batch.files", "1025", "from 1 to 1024"),
        ("batch.files", "many", "is not a whole number"), ("batch.files", "1k", "is not a whole number"),
        ("batch.bytes", "0", "out of range"), ("rotate.size", "1023", "from 1KiB to 1TiB"),
        ("near.jaccard", "0.19", "from 0.2 to 1.0"), ("near.jaccard", "1.01", "out of range"),
        ("near.jaccard", "half", "is not a number"), ("near.jaccard", "1e-1", "is not a number"),
        ("near.jaccard", ".5", "is not a number"), ("near.jaccard", "nan", "is not a number"),
        ("near.jaccard", "0.5.5", "is not a number"), ("near.containment", "0.1", "from 0.3 to 1.0"),
        ("near.policy", "seperate", "is none of separate, mark or off"), ("near.policy", "Off", "is none of"),
        ("archive.policy", "", "is none of keep or delete"), ("complete", "true", "is none of lease, quiet or auto"),
        ("learn", "maybe", "is neither on nor off"), ("learn", "1", "is neither"),
        ("journal.articles_per_second", "1001", "from 0 to 1000"),
        ("min_free", "101%", "is not a share"), ("min_free", "5.5%", "is not a share"),
        ("min_free", "5% or 6%", "is not a free space"), ("min_free", "1 or 2", "is not a free space"),
        ("min_free", "1MiB or 5% or 6%", "is not a free space"), ("min_free", "none", "is not a size"),
        ("min_free", "1MiB or", "is not a size"), ("min_free", "5%, whichever is less", "is not a size"),
        ("state", "var/lib", "is not an absolute path"), ("state", "", "is not an absolute path"),
        ("inbox", "/a/../b", "a part"), ("inbox", "/a/./b", "a part"), ("store", "/a\u{0}b", "a part"),
        ("metrics.textfile", "on", "is not an absolute path"),
    ] as [(String, String, String?)])
    func refused(name: String, text: String, reason: String?) throws {
        let key = try #require(SettingKey.named(name))
        var settings = Settings()
        guard let reason else { return try key.set([text], in: &settings) }
        let mistake = try #require(throws: SettingMistake.self) { try key.set([text], in: &settings) }
        #expect(mistake.sentence.contains(reason), "\(mistake.sentence)")
        #expect(mistake.sentence.hasPrefix("'\(text)' "))
        #expect(settings == Settings())
    }

    @Test("free space: the smaller of bytes and share", arguments: [
        ("256MiB or 5%", 1 << 40, 256 << 20), ("256MiB or 5 %, whichever is less", 1 << 30, (1 << 30) / 100 * 5),
        ("5% or 256MiB", 1 << 40, 256 << 20), ("5%", 1000, 50), ("1KiB", 10, 1024), ("0", 1000, 0), ("0%", 1000, 0),
        ("100%", 1000, 1000), ("5%", -1, 0), ("100%", .max, .max / 100 * 100),
    ])
    func freeSpace(text: String, total: Int, needed: Int) throws {
        var settings = Settings()
        try #require(SettingKey.named("min_free")).set([text], in: &settings)
        #expect(settings.minFree.bytes(ofTotal: total) == needed)
    }

    @Test("times and sizes are shown as they would be written", arguments: [
        ("settle", "0", "0s"), ("settle", "1s", "1s"), ("settle", "1000ms", "1s"), ("settle", "1500ms", "1500ms"),
        ("settle", "120s", "2m"), ("settle", "90s", "90s"), ("patience", "1d", "24h"), ("patience", "48h", "2d"),
        ("settle", "1ms", "1ms"), ("rescan", "1m", "60s"), ("settle", "60m", "60m"),
        ("batch.bytes", "1000", "1000"), ("batch.bytes", "1 kB", "1000"), ("batch.bytes", "1024B", "1KiB"),
        ("rotate.size", "1TiB", "1TiB"), ("rotate.size", "1025", "1025"),
    ])
    func shown(name: String, text: String, shown: String) throws {
        let key = try #require(SettingKey.named(name))
        var settings = Settings()
        try key.set([text], in: &settings)
        #expect(key.value(in: settings).text == shown)
    }
}

@Suite("Folders")
struct FolderTests {
    @Test("below the state folder they are made, elsewhere they must exist")
    func setApart() {
        var settings = Settings()
        settings.state = "/s"
        settings.inbox = "/in"
        settings.store = "/s/deep/store"
        settings.rejected = "/s2/rejected"
        #expect(settings.inboxFolder == Folder(path: "/in", isSetApart: true))
        #expect(settings.storeFolder == Folder(path: "/s/deep/store", isSetApart: false))
        #expect(settings.archiveFolder == Folder(path: "/s/archive", isSetApart: false))
        #expect(settings.rejectedFolder == Folder(path: "/s2/rejected", isSetApart: true))
        settings.state = "/"
        #expect(settings.archiveFolder == Folder(path: "/archive", isSetApart: false))
        #expect(settings.indexFolder == Folder(path: "/index", isSetApart: false))
    }

    @Test("none may lie in another", arguments: [
        ("/s/inbox/store", nil, "inbox", "store"), ("/s/inbox", nil, "inbox", "store"),
        (nil, "/s", "archive.path", "inbox"), (nil, "/", "archive.path", "inbox"), ("/s/index", nil, "store", "index"),
        ("/s/inbox2", "/s/store2", nil, nil), (nil, nil, nil, nil),
    ] as [(String?, String?, String?, String?)])
    func overlap(store: String?, archive: String?, outer: String?, inner: String?) {
        var settings = Settings()
        settings.state = "/s"
        settings.store = store
        settings.archivePath = archive
        #expect(settings.overlap?.outer == outer)
        #expect(settings.overlap?.inner == inner)
    }

    @Test("changes name what was set, and what a running daemon cannot follow")
    func changes() {
        let old = Settings()
        var new = old
        new.state = "/elsewhere"
        new.settle = .seconds(1)
        let changes = new.changes(since: old)
        #expect(changes.map(\.key.name) == ["state", "settle"])
        #expect(changes.map(\.needsRestart) == [true, false])
        #expect(changes[1].old == .text("250ms") && changes[1].new == .text("1s"))
        #expect(old.changes(since: old).isEmpty)
    }
}
