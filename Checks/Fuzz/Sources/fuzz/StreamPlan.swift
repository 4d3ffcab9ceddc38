// SPDX-License-Identifier: Apache-2.0

/// What a streamed handler does with a request; its method and target alone decide it.
///
/// The handler follows it, and the client judges by it.
struct StreamPlan {
    enum Kind: CaseIterable {
        /// Reads the body and answers with bytes.
        case collected
        /// Reads the body and streams the answer.
        case streamed
        /// Streams the answer while it reads the body.
        case echoed
        /// Answers and reads nothing.
        case unread
        /// Reads the body, streams a part of the answer and fails.
        case brokenOff
    }

    let kind: Kind
    /// Whether a streamed answer announces its length.
    let hasLength: Bool
    let hasTrailer: Bool
    /// How much is read at a time, in bytes.
    let readBytes: Int
    private let choices: Splits

    static let trailer = (name: "x-end", value: "yes")

    init(for request: Reference.Request) {
        var choices = Splits(of: request.method + [32] + request.target, number: 3)
        let kind = Kind.allCases[choices.choose(Kind.allCases.count)]
        self.kind = kind
        hasLength = choices.choose(3) == 0 && kind != .echoed
        hasTrailer = choices.choose(2) == 0
        readBytes = 1 + choices.choose(60)
        self.choices = choices
    }

    /// Whether it may answer before the body has come.
    var answersEarly: Bool { kind == .echoed || kind == .unread }

    /// What the client gets of `echo`, in the pieces in which it is written; one of them may be empty.
    func pieces(of echo: String) -> [ArraySlice<UInt8>] {
        var choices = choices
        let all = Array(echo.utf8)
        let count = kind == .brokenOff ? 1 + choices.choose(all.count - 1) : all.count
        return choices.pieces(of: Array(all[..<count])) + (choices.choose(2) == 0 ? [[]] : [])
    }
}
