import Foundation
import Testing

/// Imports run down the floors of the house and never back up; what may touch the C library does so alone.
@Suite("Layers")
struct LayersTests {
    private static let sources = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")

    /// Which targets of the package each target may import, and which modules from outside.
    static let allowed: [(target: String, own: Set<String>, outside: Set<String>)] = [
        ("Host", [], ["SystemPackage"]),
        ("Prose", [], ["Crypto", "Foundation"]),
        ("Ledger", ["Host"], ["Synchronization"]),
        ("Intake", ["Host", "Prose", "Ledger"], ["Crypto", "Synchronization", "SystemPackage"]),
        ("Config", ["Host", "Prose", "Intake"], ["Yams"]),
        (
            "LinuxHost", ["Host", "CLinux", "CSystemd", "CLMDB"], ["Glibc", "Synchronization", "SystemPackage"]
        ),
        ("SimHost", ["Host"], ["Synchronization", "SystemPackage"]),
    ]

    private func files(of target: String) throws -> [URL] {
        let root = Self.sources.appendingPathComponent(target)
        let all = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        return all.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    @Test("a target imports what is below it and nothing else", arguments: allowed.map(\.target))
    func imports(target: String) throws {
        let rule = try #require(Self.allowed.first { $0.target == target })
        for file in try files(of: target) {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                guard let at = words.firstIndex(of: "import"), at <= 1, words[0].first?.isLetter == true,
                    let last = words.last
                else { continue }
                let module = String(last.split(separator: ".")[0])
                #expect(rule.own.union(rule.outside).contains(module), "\(file.lastPathComponent): \(line)")
            }
        }
    }

    @Test("unsafe code is in LinuxHost and in one file of Prose")
    func unsafe() throws {
        for target in Self.allowed.map(\.target) where target != "LinuxHost" {
            let marked = try files(of: target).filter { file in
                try String(contentsOf: file, encoding: .utf8).contains(/(=|\(|return|try|\{)\s+unsafe\s/)
            }
            #expect(marked.map(\.lastPathComponent) == (target == "Prose" ? ["NearKernel.swift"] : []))
        }
    }
}
