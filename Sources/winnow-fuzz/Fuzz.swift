// Built only for fuzzing: see `Tests/system/fuzz`.
import LinuxHost

/// What can be fuzzed, by the name that WINNOW_FUZZ gives. One input a call; a trap or a failed precondition is the finding.
private enum Fuzz {
    private static let targets: [String: @Sendable ([UInt8]) -> Void] = [
        "decode": DecodeTarget.run, "repeated": DecodeTarget.repeated, "rules": RulesTarget.run, "ledger": LedgerTarget.run,
    ]

    static let target: @Sendable ([UInt8]) -> Void = {
        guard let target = targets[Environment.value("WINNOW_FUZZ") ?? ""] else {
            fatalError("WINNOW_FUZZ must name one of \(targets.keys.sorted().joined(separator: ", "))")
        }
        return target
    }()
}

/// Loads what a target needs, such as the shipped rules, before the first input is timed.
@_cdecl("LLVMFuzzerInitialize")
public func fuzzInitialize(_ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    Fuzz.target([])
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    unsafe Fuzz.target(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
