import Host
import Prose

/// The source of an article (inbox subfolder, else what was given, else what a rule named, else `inbox`).
enum Source {
    /// What the delivery itself says.
    static func given(for file: FileInHand) -> String? {
        switch file.origin {
        case .inbox(let path, _): path.depth > 1 ? path.first.text : nil
        case .path(_, let source): source
        }
    }

    static func of(_ file: FileInHand, _ article: Article?) -> String {
        given(for: file) ?? article?.outlet ?? ArticleReader.unnamedSource
    }
}
