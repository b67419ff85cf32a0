/// Something worth a line in the journal. One kind, one message id, one entry in the catalog.
public struct Event: Sendable, Equatable {
    /// Raw values are the MESSAGE_IDs (128 random bits, fixed for ever) under which the catalog explains them.
    public enum Kind: String, Sendable, CaseIterable {
        case article = "335cf6bd21d44e8da02a04b3c1a686e2"
        case duplicate = "b23eb8fb1a7040128739d1afac4f643f"
        case rejected = "34e1bea87eca42e0b659ef2cc44b0740"
        case summary = "3cdbb33465074bf998f2a76a808d8c7c"
        case started = "972fdd3229174a49ba15caac1c5bc539"
        case stopped = "6f70531f1c7d4929bb21aae149c3454d"
        case reloaded = "72f6f77462054be7be99352ef2f3e614"
        case reloadRefused = "398f8a7fad464a6193ffa0528450950d"
        case recovered = "af84c2784b964332b6607d8d9720ed68"
        case cut = "166e2e5bac03438d9e264f049ba6b290"
        case damaged = "9bce6e79faeb4a4b9a16ae5cd90d4357"
        case fault = "584654c4b18142999b96e2b1959b4766"
        case resumed = "54c640f757514ce58127515a199cae68"
        case waiting = "2995c808cbcf4ca7acb3aaa5e4ecf1a4"
        case overflow = "7609b6eb157a49d6a4e91f8004d60aec"
        case poison = "d8be02e630b74e628b36b75bd7d5b37c"
        case crashed = "1560619902a82cb913a60a859da4ab98"
        case index = "1c4e0ee1350542edb95dd034ab4050a1"
        case unwatched = "e0bdcabcfc5a4417aa3d0176ef09ecd6"
        case failed = "e4fae5d8b0a74898b4b3dfd99304b50e"
        case broken = "65fe1251ebc14dd1b2c8792a8d83054b"
        case unwritten = "9a7fa61d76834d88bf457a09b1991c31"
    }

    public enum Priority: Int, Sendable, Comparable {
        case critical = 2, error, warning, notice, info, debug
        public static func < (a: Priority, b: Priority) -> Bool { a.rawValue < b.rawValue }
    }

    /// The journal's fields beside MESSAGE, MESSAGE_ID and PRIORITY.
    public enum Field: String, Sendable, CaseIterable {
        case outcome = "WINNOW_OUTCOME"
        case file = "WINNOW_FILE"
        case id = "WINNOW_ID"
        case seq = "WINNOW_SEQ"
        case source = "WINNOW_SOURCE"
        case reason = "WINNOW_REASON"
        case duplicateOf = "WINNOW_DUPLICATE_OF"
        case count = "WINNOW_COUNT"
        case errno = "ERRNO"
    }

    public var kind: Kind
    public var priority: Priority
    public var message: String
    public var fields: [(Field, String)]

    public init(_ kind: Kind, _ priority: Priority, _ message: String, _ fields: [(Field, String)] = []) {
        self.kind = kind
        self.priority = priority
        self.message = message
        self.fields = fields
    }

    public static func == (a: Event, b: Event) -> Bool {
        a.kind == b.kind && a.priority == b.priority && a.message == b.message
            && a.fields.elementsEqual(b.fields, by: ==)
    }
}

/// Where events go: the journal, or standard error.
public protocol Reporter: AnyObject, Sendable {
    func report(_ event: Event)
}
