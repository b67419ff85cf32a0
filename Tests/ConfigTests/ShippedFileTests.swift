import Config
import Foundation
import Intake
import Testing

@Suite("The settings file that is installed")
struct ShippedFileTests {
    private func text() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("deploy/winnow.yaml"), encoding: .utf8)
    }

    @Test("as it is, it sets nothing")
    func commented() throws {
        #expect(try configuration(try text()).settings == Settings())
    }

    @Test("with every key taken out of its comment it has all of them, each with its default")
    func uncommented() throws {
        let lines = try text().split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("#") && (!line.hasPrefix("# ") || line.hasPrefix("#  ")) ? String(line.dropFirst()) : String(line)
        }
        let it = try configuration(lines.joined(separator: "\n"))
        for key in SettingKey.all {
            #expect(it.origin(of: key) != .standard, "\(key.name) is missing")
            #expect(key.value(in: it.settings).text == key.value(in: Settings()).text)
        }
    }
}
