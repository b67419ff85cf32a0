import Host
import SimHost
import SystemPackage
import Testing

/// A world with the folders `inbox` and `store`, both durable, and short ways to do what the tests do.
struct Bench {
    let world: World
    let volume: SimVolume

    init(seed: UInt64 = 1, model: CrashModel = .adversarial, device: Device = Device()) {
        world = World(seed: seed, model: model, device: device)
        volume = SimVolume(world)
        world.act(.makeFolder("inbox"))
        world.act(.makeFolder("store"))
        world.writeBack()
    }

    func folder(_ path: String) throws(Fault) -> OpenFile { try volume.openFolder(at: "/" + path) }

    func open(_ path: RelativePath, _ mode: OpenMode) throws(Fault) -> OpenFile {
        let root = try volume.openFolder(at: "/")
        return try volume.open(path, in: root, mode)
    }

    /// Makes a file as the daemon does.
    func create(_ path: RelativePath, _ text: String, synced: Bool = false) throws(Fault) {
        let file = try open(path, .create)
        try volume.append(Array(text.utf8).span, to: file)
        if synced { try volume.syncData(file) }
    }

    func append(_ text: String, to path: RelativePath) throws(Fault) {
        let file = try open(path, .append)
        try volume.append(Array(text.utf8).span, to: file)
    }

    func sync(_ path: String) throws(Fault) { try volume.sync(try folder(path)) }

    func rename(_ path: RelativePath, to newPath: RelativePath) throws(Fault) {
        let root = try volume.openFolder(at: "/")
        try volume.rename(path, in: root, to: newPath, in: root)
    }

    func powerCut() {
        world.crash(.powerCut)
        world.reboot()
    }

    func text(_ path: RelativePath) -> String? {
        world.sight(path).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// Runs `body` and returns the errno it failed with.
    func errno(_ body: () throws(Fault) -> Void) -> Errno? {
        do throws(Fault) {
            try body()
            return nil
        } catch {
            return error.errno
        }
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
