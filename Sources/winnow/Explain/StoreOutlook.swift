import Config
import Host
import Intake
import Ledger
import LinuxHost
import Prose

/// What the store would make of a file now, as far as it can be asked.
struct StoreOutlook {
    let forecast: Forecast
    /// Why it could not be held against the store: a sentence with its remedy; nil when it was.
    let doubt: String?
    /// Where a store was looked for and none is; nil when there is one.
    let missing: String?
}

/// Asks the store what it would make of files; touches nothing.
struct StoreInquiry {
    private static let noIndex = "the index cannot be used or is being made; ask again while the daemon runs, or after winnow reindex."

    private let forecaster: Forecaster
    private let doubt: String?
    private let missing: String?

    /// A store that is not there yet is an empty one. One that cannot be read leaves a doubt.
    init(_ settings: Settings, _ reader: ArticleReader) {
        var (ledger, ends): (LedgerReader?, PerStream<Position>) = (nil, PerStream(repeating: .start))
        var (doubt, missing): (String?, String?) = (nil, nil)
        do throws(Problem) {
            var view = try DurableView(settings)
            try view.refresh()
            (ledger, ends) = (view.ledger, view.ends)
        } catch {
            if error.status == .noInput { missing = settings.storeFolder.path } else { doubt = error.sentence }
        }
        (self.doubt, self.missing) = (doubt, missing)
        forecaster = Forecaster(
            index: Machine.indexToRead(settings), ledger: ledger, ends: ends, settings: settings,
            reader: reader)
    }

    func outlook(_ delivery: Forecaster.File) -> StoreOutlook {
        let now = Timestamp(nanoseconds: SystemTime().wall)
        var doubt = doubt
        if doubt == nil {
            do throws(ReadError) {
                if let forecast = try forecaster.forecast(delivery, at: now) {
                    return StoreOutlook(forecast: forecast, doubt: nil, missing: missing)
                }
                doubt = StoreInquiry.noIndex
            } catch {
                doubt = Problem(error).sentence
            }
        }
        return StoreOutlook(forecast: forecaster.alone(delivery, at: now), doubt: doubt, missing: missing)
    }
}
