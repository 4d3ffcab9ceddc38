// SPDX-License-Identifier: Apache-2.0

extension RouteParameters {
    /// What `:name` captured, as a number for example.
    ///
    /// ```swift
    /// router.get("/notes/:id") { _, context in
    ///     notes[try context.parameters.require("id", as: Int.self)]
    /// }
    /// ```
    ///
    /// - Throws: An ``HTTPError`` with 400 that names what was expected, when the text says nothing of
    ///   the kind; and when the pattern has no such name, as ``require(_:)`` does.
    public func require<Value: LosslessStringConvertible>(
        _ name: String, as type: Value.Type
    ) throws -> Value {
        try TextValue.require(require(name), as: type, name: name)
    }
}
