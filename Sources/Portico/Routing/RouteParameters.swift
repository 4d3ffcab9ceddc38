// SPDX-License-Identifier: Apache-2.0
import Libevent

/// What a route's pattern captured from the path, percent-decoded.
public struct RouteParameters: Sendable, Hashable {
    private var entries: [Entry] = []
    private var found = Found()
    /// The route that was found, for an observer.
    var route: RouteName? {
        get { found.route }
        set { found.route = newValue }
    }

    /// No part of what was captured: parameters are equal whatever it is.
    private struct Found: Sendable, Hashable {
        var route: RouteName?

        static func == (left: Found, right: Found) -> Bool { true }
        func hash(into hasher: inout Hasher) {}
    }

    private struct Entry: Sendable, Hashable {
        let name: String
        let value: String
    }

    /// Parameters without any.
    public init() {}

    /// What `:name` captured; `**` names the rest that a trailing `**` captured.
    ///
    /// Nil for other names.
    public subscript(name: String) -> String? {
        entries.first { $0.name == name }?.value
    }

    /// What `:name` captured.
    ///
    /// - Throws: When the pattern has no such name. That is a mistake of the program's, so a handler that
    ///   does not catch it is answered for with 500 and a line in the log.
    public func require(_ name: String) throws -> String {
        guard let value = self[name] else {
            throw MissingParameter(name: name, captured: entries.map(\.name))
        }
        return value
    }

    /// A handler asked for a capture that its route's pattern does not have.
    private struct MissingParameter: Error, CustomStringConvertible {
        let name: String
        let captured: [String]

        var description: String {
            let names = captured.isEmpty ? "nothing" : captured.joined(separator: ", ")
            return "the route's pattern does not capture \"\(name)\", but \(names)"
                + "; use one of its names"
        }
    }

    mutating func append(_ name: String, _ value: String) {
        entries.append(Entry(name: name, value: value))
    }
}
