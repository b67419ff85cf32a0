// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target. Each one is here for a reason:
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),                             // data races are compile errors
    .enableUpcomingFeature("ExistentialAny"),            // `any` shows where dispatch is dynamic
    .enableUpcomingFeature("InternalImportsByDefault"),  // a dependency leaks into an API only on purpose
    .enableUpcomingFeature("MemberImportVisibility"),    // a member is used only where its module is imported
    .strictMemorySafety(),                               // every unsafe construct is marked where it stands
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "winnow",
    products: [
        .executable(name: "winnow", targets: ["winnow"]),
        .executable(name: "winnow-bench", targets: ["winnow-bench"]),
        .executable(name: "winnow-sim", targets: ["winnow-sim"]),
    ],
    dependencies: [
        // Subcommands, help texts and shell completions from one declaration.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // SHA-256 from BoringSSL: uses the SHA instructions of the processor where it has them.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        // `Errno` with its texts, without each target importing the C library.
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        // YAML with a mark (line, column) at every node, which the messages about settings and rules need.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Tests only: runs the built binary with its streams and signals.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // The seams: what the engine asks of the machine, as protocols. No I/O of its own.
        .target(
            name: "Host",
            dependencies: [.product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: strict),
        // Bytes to article to fingerprint. Pure: no I/O, no clock.
        .target(
            name: "Prose",
            dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        // The grammar of a record, the three streams, commit, recovery, rotation.
        .target(name: "Ledger", dependencies: ["Host"], swiftSettings: strict),
        // The engine: inbox to ledger, one batch after another.
        .target(
            name: "Intake",
            dependencies: [
                "Host", "Prose", "Ledger",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        // Settings and rule files: YAML to values, with the place of every mistake.
        .target(
            name: "Config",
            dependencies: ["Host", "Prose", "Intake", .product(name: "Yams", package: "Yams")],
            resources: [.embedInCode("Rules")],
            swiftSettings: strict),
        // The seams on a real kernel; the only target that imports Glibc and C libraries.
        .target(
            name: "LinuxHost",
            dependencies: [
                "Host", "CLinux", "CSystemd", "CLMDB",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        // The seams simulated: a volume that loses what was not synced, a clock to turn by hand, seeded faults.
        .target(
            name: "SimHost",
            dependencies: ["Host", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: strict),
        .target(name: "CLinux"),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .executableTarget(
            name: "winnow",
            dependencies: [
                "Host", "Prose", "Ledger", "Intake", "Config", "LinuxHost",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "winnow-bench",
            dependencies: [
                "Host", "Prose", "Ledger", "Intake", "Config", "LinuxHost",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "winnow-sim",
            dependencies: [
                "Host", "Prose", "Ledger", "Intake", "Config", "SimHost",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                // The checkers hash by themselves, not with what they check.
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .testTarget(name: "ProseTests", dependencies: ["Prose", "Config"], swiftSettings: strict),
        .testTarget(name: "LedgerTests", dependencies: ["Ledger", "Host"], swiftSettings: strict),
        .testTarget(
            name: "IntakeTests",
            dependencies: [
                "Intake", "Ledger", "Prose", "Host", "SimHost", "Config",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .testTarget(name: "ConfigTests", dependencies: ["Config", "Intake", "Host"], swiftSettings: strict),
        .testTarget(
            name: "SimHostTests",
            dependencies: ["SimHost", "Host", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests", dependencies: ["winnow-sim", "SimHost", "Prose", "Config"], swiftSettings: strict),
        .testTarget(
            name: "LinuxHostTests", dependencies: ["LinuxHost", "Host"], swiftSettings: strict),
        .testTarget(
            name: "WinnowTests",
            dependencies: [
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
    ]
)

// Links only with libFuzzer's driver, which -sanitize=fuzzer brings: everything else is built without these targets.
if Context.environment["WINNOW_FUZZ_BUILD"] != nil {
    package.targets += [
        .target(name: "CFuzz"),
        .executableTarget(
            name: "winnow-fuzz",
            dependencies: ["Host", "Prose", "Ledger", "Config", "LinuxHost", "SimHost", "CFuzz"],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
    ]
}
