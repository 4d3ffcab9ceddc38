// SPDX-License-Identifier: Apache-2.0

/// What middleware has left in a ``Context``, one value per type.
///
/// A list: there are one or two, and none costs nothing.
struct ContextValues: Sendable {
    private var entries: [(type: ObjectIdentifier, value: any Sendable)] = []

    subscript<Value: Sendable>(type: Value.Type) -> Value? {
        get {
            for entry in entries where entry.type == ObjectIdentifier(type) {
                return entry.value as? Value
            }
            return nil
        }
        set {
            entries.removeAll { $0.type == ObjectIdentifier(type) }
            if let newValue { entries.append((ObjectIdentifier(type), newValue)) }
        }
    }
}

extension Context {
    /// A value that a middleware passes to the handler, by its type: the user that has signed in, for example.
    ///
    /// ```swift
    /// context[User.self] = user                                   // in a middleware's receive
    /// guard let user = context[User.self] else { … }              // in the handler
    /// ```
    /// Nil when there is none. Setting nil removes it. A type of your own keeps out of others' way.
    public subscript<Value: Sendable>(type: Value.Type) -> Value? {
        get { values[type] }
        set { values[type] = newValue }
    }
}
