/// The rules that come with the program, embedded in it so that one file is the whole program.
extension RuleFile {
    /// Reads the shipped pack; a mistake in it is caught by the tests. Outlets come first: they know best.
    public static func shipped() throws(RuleFileError) -> [RuleFile] {
        let pack: [(String, [UInt8])] = [
            ("outlets", PackageResources.outlets_yaml),
            ("pictures", PackageResources.pictures_yaml),
            ("prompts", PackageResources.prompts_yaml),
            ("german", PackageResources.german_yaml),
            ("french", PackageResources.french_yaml),
            ("spanish", PackageResources.spanish_yaml),
            ("portuguese", PackageResources.portuguese_yaml),
            ("italian", PackageResources.italian_yaml),
            ("hindi", PackageResources.hindi_yaml),
        ]
        var files: [RuleFile] = []
        for (name, bytes) in pack {
            files.append(try RuleFile(name: "shipped/\(name).yaml", text: String(decoding: bytes, as: UTF8.self)))
        }
        return files
    }
}
