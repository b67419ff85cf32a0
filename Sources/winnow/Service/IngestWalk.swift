import Host
import Intake
import LinuxHost
import SystemPackage

/// Goes through one path named on the command line: a file, or a folder with all that is below it in the order of names.
struct IngestWalk {
    /// As deep as folders are gone into.
    private static let depth = 128

    let source: String?
    let ignore: IgnoreList
    let volume: any Volume

    func run(_ path: String, into ingest: inout Ingest, _ report: inout IngestReport) throws(Fault) {
        let absolute = IngestWalk.absolute(path)
        do throws(Fault) {
            let folder = try volume.openFolder(at: absolute)
            try walk(folder, Array(absolute.utf8), depth: 0, &ingest, &report)
        } catch {
            guard error.call == .open, error.errno == .notDirectory else {
                return try fail(path, error, &report)
            }
            try file(absolute, path, &ingest, &report)
        }
    }

    /// Without `.`, `..` and doubled slashes, and without asking the file system: symbolic links stay in it.
    static func absolute(_ path: String) -> String {
        let whole = path.hasPrefix("/") ? path : (Surroundings.workingFolder ?? "") + "/" + path
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    private func file(
        _ absolute: String, _ path: String, _ ingest: inout Ingest, _ report: inout IngestReport
    ) throws(Fault) {
        guard let cut = absolute.lastIndex(of: "/"), let name = RelativePath(String(absolute[absolute.index(after: cut)...]))
        else { return }
        let parent = cut == absolute.startIndex ? "/" : String(absolute[..<cut])
        do throws(Fault) {
            let folder = try volume.openFolder(at: parent)
            try add(name, in: folder, Array(absolute.utf8), &ingest, &report)
        } catch {
            try fail(path, error, &report)
        }
    }

    private func walk(
        _ folder: borrowing OpenFile, _ path: [UInt8], depth: Int, _ ingest: inout Ingest, _ report: inout IngestReport
    ) throws(Fault) {
        var names: [(RelativePath, FileStatus.Kind?)] = []
        try volume.list(folder) { entry in
            if !ignore.matches(entry.name) { names.append((entry.name, entry.kind)) }
            return true
        }
        for (name, kind) in names.sorted(by: { $0.0 < $1.0 }) {
            let full = path + (path.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + name.bytes
            if try isFolder(name, kind, in: folder) {
                guard depth < IngestWalk.depth else { continue }
                let below = try volume.openFolder(name, in: folder)
                try walk(below, full, depth: depth + 1, &ingest, &report)
            } else {
                try add(name, in: folder, full, &ingest, &report)
            }
        }
    }

    private func isFolder(
        _ name: RelativePath, _ kind: FileStatus.Kind?, in folder: borrowing OpenFile
    ) throws(Fault) -> Bool {
        if let kind { return kind == .folder }
        return try volume.status(name, in: folder).kind == .folder
    }

    private func add(
        _ name: RelativePath, in folder: borrowing OpenFile, _ path: [UInt8], _ ingest: inout Ingest,
        _ report: inout IngestReport
    ) throws(Fault) {
        let outcome = try ingest.add(name, in: folder, path: path, source: source) { report.note($0) }
        switch outcome {
        case .known: report.noteKnown()
        case .queued: break
        case .failed(let fault): try fail(String(decoding: path, as: UTF8.self), fault, &report)
        }
    }

    /// One path that cannot be read does not end the rest.
    private func fail(_ path: String, _ fault: Fault, _ report: inout IngestReport) throws(Fault) {
        guard [.open, .status, .read, .list].contains(fault.call) else { throw fault }
        report.note(Problem(input: Fault(fault.call, fault.errno, path)))
    }
}
