import Intake

extension Configuration {
    /// Reads all of `input`: what is stronger replaces what is weaker, and everything must be right, also what is replaced.
    /// Strongest first: `--state`, `--set`, variables, the file, `$STATE_DIRECTORY`, the defaults.
    public init(_ input: ConfigurationInput) throws(Mistake) {
        var reader = ConfigurationReader(input: input)
        if let folder = input.systemdFolder("STATE_DIRECTORY") {
            try reader.set("state", [folder], .environment("STATE_DIRECTORY"))
        }
        if let file = input.file {
            try reader.readFile(YAMLParser.parse(file.bytes, source: file.path))
        }
        for (name, value) in input.variables { try reader.readVariable(name, value) }
        for (key, value) in input.sets { try reader.readFlag(key, value) }
        if let state = input.state {
            try reader.set("state", [input.absolute(state)], .flag("--state"))
        }
        try reader.checkFolders()
        self.init(settings: reader.settings, file: input.file?.path, origins: reader.origins)
    }
}

/// The settings while they are being read, layer upon layer.
private struct ConfigurationReader {
    let input: ConfigurationInput
    var settings = Settings()
    var origins: [String: Origin] = [:]
    /// Where each key of the file stands, to find one that is there twice: nested and with dots.
    private var places: [String: Place] = [:]

    init(input: ConfigurationInput) {
        self.input = input
    }

    /// `itemPlaces` tells where each of several texts stands.
    mutating func set(_ name: String, _ texts: [String], _ origin: Origin, itemPlaces: [Place] = []) throws(Mistake) {
        guard let key = SettingKey.named(name) else { throw unknown(name, texts, origin.place) }
        do throws(SettingMistake) {
            try key.set(texts, in: &settings)
        } catch {
            let place = itemPlaces.indices.contains(error.item) ? itemPlaces[error.item] : origin.place
            throw Mistake(place, "\(name): \(error.sentence)")
        }
        origins[name] = origin
    }

    // MARK: The file

    mutating func readFile(_ root: YAMLNode) throws(Mistake) {
        switch root.content {
        case .nothing: return
        case .mapping(let pairs): try readGroup(pairs, prefix: "")
        case .text, .list: throw Mistake(root.place, "settings are written `key: value`, and this is \(root.kind)")
        }
    }

    private mutating func readGroup(_ pairs: [(key: YAMLNode, value: YAMLNode)], prefix: String) throws(Mistake) {
        for (key, value) in pairs {
            guard case .text(let word) = key.content else {
                throw Mistake(key.place, "a key must be a word, not \(key.kind)")
            }
            let name = prefix + word
            if let first = places.updateValue(key.place, forKey: name), SettingKey.named(name) != nil {
                throw Mistake(key.place, "\(name) is given twice; the first is in line \(first.line ?? 0)")
            }
            if let setting = SettingKey.named(name) {
                let texts = try texts(of: value, for: setting, at: key.place)
                // Where the value stands helps more than where its key does, unless it is a list.
                try set(name, texts.map(\.text), .file(value.place), itemPlaces: texts.map(\.place))
            } else if isGroup(name) {
                guard case .mapping(let pairs) = value.content else { throw notAGroup(name, value) }
                try readGroup(pairs, prefix: name + ".")
            } else {
                throw unknown(name, described(value), key.place)
            }
        }
    }

    private func texts(
        of value: YAMLNode, for key: SettingKey, at place: Place
    ) throws(Mistake) -> [(text: String, place: Place)] {
        switch (value.content, key.takesList) {
        case (.text(let text), false):
            return [(text, value.place)]
        case (.list(let items), true):
            var texts: [(text: String, place: Place)] = []
            for item in items {
                guard case .text(let text) = item.content else {
                    throw Mistake(item.place, "\(key.name) is \(key.form), and \(item.kind) is in it")
                }
                texts.append((text, item.place))
            }
            return texts
        case (.nothing, _):
            throw Mistake(place, "\(key.name) has no value: write \(key.form), or remove the line")
        case (.text(let text), true):
            throw Mistake(value.place, "\(key.name): '\(text)' is a single value; it takes \(key.form)")
        case (.mapping, _), (.list, false):
            throw Mistake(value.place, "\(key.name) takes \(key.form), not \(value.kind)")
        }
    }

    // MARK: Variables and flags

    mutating func readVariable(_ name: String, _ value: String) throws(Mistake) {
        guard let key = SettingKey.all.first(where: { ConfigurationInput.variable(for: $0.name) == name }) else {
            let names = SettingKey.all.map { ConfigurationInput.variable(for: $0.name) }
            let nearest = Spelling.nearest(to: name, among: names + [ConfigurationInput.fileVariable])
            throw Mistake(Place(name), "no setting has this variable (its value is '\(value)'); the nearest is \(nearest)")
        }
        try read(value, for: key, .environment(name))
    }

    mutating func readFlag(_ name: String, _ value: String) throws(Mistake) {
        guard let key = SettingKey.named(name) else { throw unknown(name, [value], Place("--set")) }
        try read(value, for: key, .flag("--set \(name)"))
    }

    private mutating func read(_ value: String, for key: SettingKey, _ origin: Origin) throws(Mistake) {
        guard key.takesList else {
            let isPath = key.takesPath && value != "off"
            return try set(key.name, [isPath ? input.absolute(value) : value], origin)
        }
        let node = try YAMLParser.parse(Array(value.utf8), source: origin.place.source)
        let texts = try texts(of: node, for: key, at: origin.place)
        try set(key.name, texts.map(\.text), origin, itemPlaces: texts.map(\.place))
    }

    // MARK: What all of them can have wrong

    func checkFolders() throws(Mistake) {
        try checkTextfile()
        guard let (outer, inner) = settings.overlap else { return }
        // One of the two was set, or the state folder was.
        let name = [inner, outer, "state"].first { origins[$0] != nil } ?? "state"
        let path = { name in SettingKey.named(name)?.value(in: settings).text ?? settings.indexFolder.path }
        throw Mistake(
            (origins[name] ?? .standard).place,
            "\(inner) (\(path(inner))) lies in \(outer) (\(path(outer))): give each a folder of its own")
    }

    /// It is replaced as a whole, again and again: not in the place of a stream or an original, and not where it is taken in.
    private func checkTextfile() throws(Mistake) {
        let name = "metrics.textfile"
        guard let path = settings.metricsTextfile, let folder = settings.folder(holding: path) else { return }
        throw Mistake(
            (origins[name] ?? .standard).place,
            "\(name) (\(path)) lies in \(folder.path), whose files are winnow's own: choose another folder")
    }

    private func unknown(_ name: String, _ values: [String], _ place: Place) -> Mistake {
        let nearest = Spelling.nearest(to: name, among: SettingKey.all.map(\.name))
        let value = values.isEmpty ? "" : " (its value is '\(values.joined(separator: ", "))')"
        return Mistake(place, "there is no setting '\(name)'\(value); the nearest is \(nearest)")
    }

    private func notAGroup(_ name: String, _ value: YAMLNode) -> Mistake {
        let members = SettingKey.all.map(\.name).filter { $0.hasPrefix(name + ".") }.joined(separator: ", ")
        let given = described(value).map { "'\($0)'" }.first ?? value.kind
        return Mistake(value.place, "\(name): \(given) is no value for a group of settings; it has \(members)")
    }

    private func described(_ value: YAMLNode) -> [String] {
        if case .text(let text) = value.content { [text] } else { [] }
    }

    private func isGroup(_ name: String) -> Bool {
        SettingKey.all.contains { $0.name.hasPrefix(name + ".") }
    }
}
