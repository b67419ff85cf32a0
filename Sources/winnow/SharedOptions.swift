import ArgumentParser
import Config
import Host
import Intake
import LinuxHost
import Prose

/// What every command takes: where the settings are, and settings themselves.
struct SharedOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The settings file, instead of \(Configuration.standardFile).", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(
        help: ArgumentHelp("The folder that holds everything.", valueName: "dir"), completion: .directory)
    var state: String?

    @Option(
        name: .customLong("set"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Set any key, such as near.policy=mark; may be repeated.", valueName: "key=value"))
    var assignments: [Assignment] = []

    /// Reads the settings: these flags, then variables, then the file, then defaults.
    func load() throws(Problem) -> Configuration {
        var input = ConfigurationInput()
        input.state = state
        input.sets = assignments.map { (key: $0.key, value: $0.value) }
        input.environment = Environment.all
        input.workingFolder = Surroundings.workingFolder
        return try settled { () throws(Mistake) in
            try Configuration.load(input, file: config, from: .machine)
        }
    }
}

extension Configuration {
    /// The rules in force.
    func rules() throws(Problem) -> RuleSet {
        try settled { () throws(Mistake) in try rules(from: .machine) }
    }

    /// The rule files in force, as they were read.
    func ruleFileContents() throws(Problem) -> [RuleFile] {
        try settled { () throws(Mistake) in try readRuleFiles(from: .machine) }
    }

    /// What the examples of the rules in force come to.
    func ruleExamples() throws(Problem) -> RuleExamples {
        try settled { () throws(Mistake) in try RuleExamples(of: readRuleFiles(from: .machine)) }
    }
}

/// Runs `body`, and makes a mistake in settings or rules the end of the command.
private func settled<Value>(_ body: () throws(Mistake) -> Value) throws(Problem) -> Value {
    do throws(Mistake) {
        return try body()
    } catch {
        throw Problem(error)
    }
}

extension FileAccess {
    /// The files of this machine.
    static let machine = FileAccess { path, limit throws(Fault) in
        try PlainFile.read(path, limit: limit)
    } names: { folder throws(Fault) in
        try PlainFile.names(in: folder)
    }
}

/// `KEY=VALUE`. Which keys there are, and their values, is for the settings to judge.
struct Assignment: ExpressibleByArgument {
    let key: String
    let value: String

    init?(argument: String) {
        guard let mark = argument.firstIndex(of: "="), mark != argument.startIndex else { return nil }
        key = String(argument[..<mark])
        value = String(argument[argument.index(after: mark)...])
    }

    static var defaultCompletionKind: CompletionKind { .list(SettingKey.all.map { $0.name + "=" }) }
}
