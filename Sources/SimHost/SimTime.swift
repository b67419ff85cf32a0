public import Host

/// The clocks of a world, turned by `World.turn` and `World.jump`, and a little by every call of the daemon.
public final class SimTime: TimeSource {
    private let world: World

    public init(_ world: World) {
        self.world = world
    }

    public var monotonic: Instant { world.with { Instant(nanoseconds: $0.monotonic) } }
    public var wall: Int64 { world.with { $0.wall } }
}
