import ArgumentParser
import Foundation
import Host
import LinuxHost

/// The built program beside the floor, in turn.
struct DrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Drain generated articles with the built program, beside the floor.",
        discussion: """
            In each round the same files are moved twice: once opened, read, appended, synced and renamed, and no more, \
            which is the floor, and once by `winnow run --drain` with everything on. Prints files a second of both, their \
            ratio, and the program's processor time, round by round and the ratio in the middle. The first round, which \
            warms up, is left out. Absolute figures move with the machine and the hour; the ratio does less.

            Example: the table of the tests' README

              winnow-bench drain --files 20000 --rounds 5
            """)

    @OptionGroup var inbox: FilledInbox

    @Option(help: "Rounds that count.")
    var rounds = 5

    @Option(help: ArgumentHelp("The program measured.", valueName: "file"))
    var program = ".build/release/winnow"

    func validate() throws {
        guard (1...1_000).contains(rounds) else { throw ValidationError("--rounds must be from 1 to 1,000.") }
    }

    func run() throws {
        let table = Table(widths: [8, 12, 14, 10, 16])
        print(table.row("round", "floor, /s", "winnow, /s", "ratio", "processor, us"))
        let each = Double(inbox.files)
        var ratios: [Double] = []
        for round in 0...rounds {
            let floor = try inbox.microseconds { state in _ = try Floor().run(in: state) }
            let before = ThisProcess.processorTimeOfChildren
            let whole = try inbox.microseconds { state in try drain(state) }
            let spent = Double((ThisProcess.processorTimeOfChildren - before).wholeNanoseconds) / 1_000
            if round == 0 { continue }
            ratios.append(floor / whole)
            print(
                table.row(
                    "\(round)", (each / floor * 1e6).rounded(to: 0), (each / whole * 1e6).rounded(to: 0),
                    (floor / whole).rounded(to: 3), (spent / each).rounded(to: 0)))
        }
        print("ratio to the floor, in the middle: \(ratios.sorted()[ratios.count / 2].rounded(to: 3))")
    }

    private func drain(_ state: String) throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: program)
        child.arguments = ["run", "--drain", "--strict", "--state", state]
        child.standardOutput = FileHandle.nullDevice
        child.standardError = FileHandle.nullDevice
        try child.run()
        child.waitUntilExit()
        guard child.terminationStatus == 0 else {
            throw ValidationError("\(program) ended with status \(child.terminationStatus). Run it by hand to see why.")
        }
    }
}
