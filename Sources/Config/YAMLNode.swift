/// A YAML document as plain values, each with its place. Scalars stay text: what they mean is for the reader to say,
/// so that `off` is a word where a word is expected.
struct YAMLNode: Sendable {
    indirect enum Content: Sendable {
        /// Nothing: an empty value, `~` or `null`, without quotes.
        case nothing
        case text(String)
        case list([YAMLNode])
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    let place: Place
    let content: Content

    /// What it is, for a message.
    var kind: String {
        switch content {
        case .nothing: "nothing"
        case .text: "a single value"
        case .list: "a list"
        case .mapping: "a group of keys"
        }
    }
}
