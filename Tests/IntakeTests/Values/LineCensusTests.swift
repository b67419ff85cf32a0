import Testing

@testable import Intake

@Suite struct LineCensusTests {
    @Test func countsAreExactWhileAllLinesFit() {
        var census = LineCensus(room: 100)
        for print in 0..<100 as Range<UInt64> {
            for _ in 0...print { census.add(print) }
        }
        #expect(census.shortage == 0)
        #expect((0..<100 as Range<UInt64>).allSatisfy { census.count(of: $0) == Int($0) + 1 })
        #expect(census.frequent(atLeast: 98, most: 10) == [97, 98, 99])
        #expect(census.frequent(atLeast: 2, most: 2) == [98, 99])
    }

    /// The bound that the algorithm promises, over streams of a few frequent lines and many rare ones.
    @Test(arguments: [2, 3, 10, 64])
    func noCountIsTooHighOrShortByMoreThanItSays(room: Int) {
        var census = LineCensus(room: room)
        var truth: [UInt64: Int] = [:]
        var random: UInt64 = 88_172_645_463_325_252
        for _ in 0..<5_000 {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            let print = random % 4 == 0 ? random >> 8 % 4 : 1_000 + random >> 8 % 2_000
            truth[print, default: 0] += 1
            census.add(print)
        }
        #expect(census.shortage > 0)
        for (print, count) in truth {
            #expect(census.count(of: print) <= count)
            #expect(census.count(of: print) >= count - census.shortage)
        }
        // Nothing is overlooked that stands in more articles than the shortage says.
        let found = census.frequent(atLeast: census.shortage + 1, most: .max)
        #expect(truth.allSatisfy { $0.value <= census.shortage || found.contains($0.key) })
    }
}
