public import Host
internal import SystemPackage

/// The watches of a world. They end with the process: after a crash or `World.reboot` a new engine watches anew.
public final class SimWatcher: Watcher {
    private let world: World

    public init(_ world: World) {
        self.world = world
    }

    public func watch(_ folder: borrowing OpenFile, _ scope: WatchScope) throws(Fault) -> WatchID {
        let handle = folder.handle
        return try world.call(.watch, folder.subject) { machine, _ throws(Errno) in
            if let errno = machine.watches.absence { throw errno }
            guard let id = machine.watches.watch(try machine.folder(handle), scope) else { throw .noSpace }
            return id
        }
    }

    public func unwatch(_ id: WatchID) {
        world.with { $0.watches.unwatch(id) }
    }

    public func events(into queue: inout [WatchEvent], limit: Int) throws(Fault) -> Bool {
        try world.call(.watch, "the queue of events") { machine, _ throws(Errno) in
            machine.watches.take(limit, into: &queue)
        }
    }
}
