import Ledger
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (951_868_799, "2000-02-29T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"), (-62_135_596_800, "0001-01-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"), (1_930_284_001, "2031-03-03T06:00:01Z"),
    ] as [(Int64, String)])
    func bothWays(_ seconds: Int64, _ text: String) {
        #expect(Timestamp(seconds: seconds).description == text)
        #expect(Timestamp(text)?.seconds == seconds)
    }

    @Test func beyondTheFormMovesToTheEnds() {
        #expect(Timestamp(seconds: .min).description == "0001-01-01T00:00:00Z")
        #expect(Timestamp(seconds: .max).description == "9999-12-31T23:59:59Z")
        #expect(Timestamp(nanoseconds: -1).seconds == -1)
        #expect(Timestamp(nanoseconds: 1_999_999_999).seconds == 1)
    }

    @Test(arguments: ["2031-13-01T00:00:00Z", "2031-00-01T00:00:00Z", "2031-04-31T00:00:00Z", "1900-02-29T00:00:00Z", "2031-01-01T00:60:00Z", "2031-01-01T00:00:00z", "", "2031-01-01T00:00:00Z "])
    func notATime(_ text: String) { #expect(Timestamp(text) == nil) }

    @Test func everyDayReadsBack() {
        for day in stride(from: Int64(-719_162), through: 2_932_896, by: 31) {
            let time = Timestamp(seconds: day * 86_400 + 86_399)
            #expect(Timestamp(time.description) == time)
        }
    }
}
