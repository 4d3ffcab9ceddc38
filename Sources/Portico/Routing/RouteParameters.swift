// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// What a route's pattern captured from the path, percent-decoded.
public struct RouteParameters: Sendable, Hashable {
    private var entries: [Entry] = []

    private struct Entry: Sendable, Hashable {
        let name: String
        let value: String
    }

    /// Parameters without any.
    public init() {}

    /// What `:name` captured; `*` names the rest that a trailing `*` captured.
    ///
    /// Nil for other names.
    public subscript(name: String) -> String? {
        entries.first { $0.name == name }?.value
    }

    /// What `:name` captured, or an ``HTTPError`` 400 when the pattern has no such name.
    public func require(_ name: String) throws -> String {
        guard let value = self[name] else {
            throw HTTPError(.badRequest, message: "the path lacks \(name)")
        }
        return value
    }

    mutating func append(_ name: String, _ value: String) {
        entries.append(Entry(name: name, value: value))
    }
}
