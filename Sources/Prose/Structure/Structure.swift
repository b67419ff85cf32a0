/// What the structure of a document alone can show, without any rule. The raw values are ids in `removed`,
/// and taken: no rule may have them.
enum Structure: String, Sendable, CaseIterable {
    /// A line repeated directly under itself, as pictures with a hidden description are copied.
    case doubledCaption = "doubled-caption"
    /// A line that repeats words of a passage elsewhere.
    case pullQuote = "pull-quote"
    /// A heading repeated around a blurb.
    case teaserBlock = "teaser-block"
    /// Links, menus, lists of other stories.
    case navigation
    /// Lines that stand apart from the run of prose that is the article.
    case outsideProse = "outside-prose"
    /// A short line that stands in the document again and again.
    case repeatedLine = "repeated-line"
    /// A paragraph that stood there before, word for word.
    case repeatedParagraph = "repeated-paragraph"
    /// The headline, once more.
    case repeatedHeadline = "repeated-headline"
    /// Nothing but digits and signs: counters, page numbers, rules of dashes.
    case noWords = "no-words"
    /// Seen in several articles.
    case learned
    /// No cut: marks a document kept because its rules would have taken more than half of it.
    case keptWhole = "kept-whole"

    /// Why such lines are no part of an article, for people.
    var reason: String {
        switch self {
        case .doubledCaption: "A picture's description, copied twice."
        case .pullQuote: "Repeats words of a passage elsewhere in the article."
        case .teaserBlock: "A heading repeated around a blurb: a link to another story."
        case .navigation: "Links and menus."
        case .outsideProse: "Stands apart from the article's run of prose."
        case .repeatedLine: "Stands in the document again and again."
        case .repeatedParagraph: "Stood there before, word for word."
        case .repeatedHeadline: "The headline once more."
        case .noWords: "Has no words."
        case .learned: "Seen in several articles of this source."
        case .keptWhole: "Cutting would have taken more than half of the words, so only exact noise was cut."
        }
    }
}

/// Why a piece is not kept where it stands.
enum Cause: Equatable, Sendable {
    case rule(Int)
    case structure(Structure)
}

/// Where a piece goes.
enum Fate: Equatable, Sendable {
    case kept
    case cut(Cause)
    case field(Field, Cause?)

    var isKept: Bool { self == .kept }
    var isCut: Bool {
        if case .cut = self { return true }
        return false
    }
}

/// The fields of an article that lines go to.
public enum Field: String, Sendable, Equatable {
    case title, section, byline, dateline, published, caption, credit
}
