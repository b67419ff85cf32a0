/// Rows of text in columns: the first to the left, the others to the right.
struct Table {
    let widths: [Int]

    func row(_ cells: String...) -> String {
        zip(cells, widths).enumerated().map { index, cell in
            let pad = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
            return index == 0 ? cell.0 + pad : pad + cell.0
        }.joined()
    }
}

extension Double {
    /// As text with so many decimals.
    func rounded(to decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
        let whole = Int((magnitude * Double(scale)).rounded())
        let sign = self < 0 && whole > 0 ? "-" : ""
        if decimals == 0 { return sign + String(whole) }
        let rest = String(whole % scale)
        return sign + "\(whole / scale)." + String(repeating: "0", count: decimals - rest.count) + rest
    }
}
