import Host
import Testing

@testable import Intake

@Suite struct BatchSizeTests {
    private func size(_ files: Int = 512, _ bytes: Int = 8 << 20) -> BatchSize {
        var settings = Settings()
        settings.batchFiles = files
        settings.batchBytes = bytes
        return BatchSize(settings)
    }

    @Test func asLargeAsAllowedFromTheStart() {
        #expect(size().files == 512 && size().bytes == 8 << 20)
        #expect(size(1, 10).files == 1 && size(1, 10).bytes == 10)
    }

    /// Slow batches halve, down to a floor, and never to nothing.
    @Test func slowBatchesShrink() {
        var size = size()
        var seen: [Int] = []
        for _ in 0..<7 {
            size.note(size.files, took: .milliseconds(501))
            seen.append(size.files)
        }
        #expect(seen == [256, 128, 64, 32, 16, 16, 16])
        #expect(size.bytes == (8 << 20) / 32)
        var single = self.size(1)
        single.note(1, took: .seconds(9))
        #expect(single.files == 1)
    }

    /// Only full batches that were quick grow again: small ones say nothing about large ones.
    @Test func quickFullBatchesGrow() {
        var size = size()
        for _ in 0..<5 { size.note(512, took: .seconds(1)) }
        size.note(15, took: .milliseconds(1))
        #expect(size.files == 16)
        size.note(16, took: .milliseconds(251))
        #expect(size.files == 16)
        for _ in 0..<9 { size.note(size.files, took: .milliseconds(100)) }
        #expect(size.files == 512)
    }
}
