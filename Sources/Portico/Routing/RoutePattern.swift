// SPDX-License-Identifier: Apache-2.0

/// The path of a route, taken apart: `/users/:id/files/**`.
struct RoutePattern: Sendable {
    enum Component: Sendable, Hashable {
        case literal(String)
        case capture(String)
        /// `*`: one part, without a name.
        case any
        /// `**`: all the rest.
        case rest
    }

    /// The pattern as it was written.
    let text: String
    let components: [Component]

    /// Reads `pattern`.
    ///
    /// - Precondition: It is well formed.
    init(_ pattern: String) {
        precondition(pattern.hasPrefix("/"), "the route pattern \"\(pattern)\" must begin with /")
        text = pattern
        // By bytes, as paths are: with a combining mark behind it, a slash is another character.
        components = pattern.utf8.dropFirst()
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { part in
                let part = Substring(part)
                if part == "**" { return .rest }
                if part == "*" { return .any }
                guard part.hasPrefix(":") else { return .literal(String(part)) }
                precondition(
                    part.count > 1, "a capture in the route pattern \"\(pattern)\" has no name")
                return .capture(String(part.dropFirst()))
            }
        precondition(
            !components.dropLast().contains(.rest),
            "** must be the last part of the route pattern \"\(pattern)\"")
    }

    /// The names of what the pattern captures, in order; nil for `*`.
    var captureNames: [String?] {
        components.compactMap { component -> String?? in
            switch component {
            case .literal: nil
            case .capture(let name): .some(name)
            case .any: .some(nil)
            case .rest: "**"
            }
        }
    }
}
