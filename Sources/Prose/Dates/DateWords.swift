/// The words of dates in English, German, French, Spanish, Portuguese, Italian and Hindi, folded.
enum DateWords {
    /// 1 to 12.
    static func month(_ word: [UInt8]) -> Int? { months[word] }

    /// Minutes east of UTC. Zones with summer time are told apart by their letters; those without (`ET`) follow the
    /// rule in force since 2007 in the United States and Canada, see `isSummer`.
    static func zone(_ word: [UInt8], month: Int, day: Int) -> Int? {
        if let fixed = zones[word] { return fixed }
        guard let standard = americanZones[word] else { return nil }
        return standard + (isSummer(month, day) ? 60 : 0)
    }

    /// Summer time in North America, from mid March to the first days of November. The exact Sunday is not worth a
    /// calendar: an hour around it may be off by one.
    private static func isSummer(_ month: Int, _ day: Int) -> Bool {
        (4...10).contains(month) || (month == 3 && day >= 11) || (month == 11 && day <= 3)
    }

    private static let months: [[UInt8]: Int] = {
        let names = [
            "january jan januar jänner janvier janv enero ene janeiro gennaio gen जनवरी जन",
            "february feb februar février févr fév febrero fevereiro fev febbraio febr फरवरी फ़रवरी फर",
            "march mar märz mrz mars marzo março मार्च",
            "april apr avril avr abril abr aprile अप्रैल",
            "may mai mayo maio maggio mag मई",
            "june jun juni juin junio junho giugno giu जून",
            "july jul juli juillet juil julio julho luglio lug जुलाई",
            "august aug août aout agosto ago अगस्त",
            "september sep sept septembre septiembre setiembre setembro set settembre sett सितंबर सितम्बर सित",
            "october oct oktober okt octobre octubre outubro out ottobre ott अक्टूबर अक्तूबर",
            "november nov novembre noviembre novembro नवंबर नवम्बर",
            "december dec dezember dez décembre déc diciembre dic dezembro dicembre दिसंबर दिसम्बर",
        ]
        var table: [[UInt8]: Int] = [:]
        for (index, line) in names.enumerated() {
            for name in line.split(separator: " ") { table[Array(name.utf8)] = index + 1 }
        }
        return table
    }()

    private static let zones: [[UInt8]: Int] = table([
        "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 60, "cet": 60, "mez": 60, "west": 60, "cest": 120, "mesz": 120,
        "eet": 120, "eest": 180, "msk": 180, "ist": 330, "sgt": 480, "hkt": 480, "jst": 540, "kst": 540, "aest": 600,
        "aedt": 660, "nzst": 720, "nzdt": 780, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
        "mdt": -360, "pst": -480, "pdt": -420, "brt": -180, "art": -180, "wat": 60, "pkt": 300,
    ])

    private static let americanZones: [[UInt8]: Int] = table(["et": -300, "ct": -360, "mt": -420, "pt": -480])

    private static func table(_ pairs: [String: Int]) -> [[UInt8]: Int] {
        var table: [[UInt8]: Int] = [:]
        for (name, value) in pairs { table[Array(name.utf8)] = value }
        return table
    }
}
