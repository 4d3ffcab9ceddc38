// SPDX-License-Identifier: Apache-2.0

/// What `Cache-Control` says of a file.
///
/// [RFC 9111 §5.2](https://www.rfc-editor.org/rfc/rfc9111#section-5.2)
public struct CachePolicy: Sendable, Hashable {
    /// The value of the field, or nil for no field.
    public let value: String?

    /// A value of your own.
    public init(_ value: String?) {
        self.value = value
    }

    /// Nothing is said: caches guess how long a file stays as it is.
    public static let unsaid = CachePolicy(nil)

    /// Caches keep the file and ask each time whether it has changed; mostly that is answered with 304.
    public static let revalidate = CachePolicy("no-cache")

    /// No cache keeps the file.
    public static let never = CachePolicy("no-store")

    /// Caches need not ask for so many seconds.
    ///
    /// `isImmutable` is for files whose names change with their content: even a reload does not ask.
    ///
    /// - Precondition: `seconds` is not negative.
    public static func maxAge(_ seconds: Int, isImmutable: Bool = false) -> CachePolicy {
        precondition(seconds >= 0, "a cache cannot keep a file for \(seconds) seconds")
        return CachePolicy("max-age=\(seconds)\(isImmutable ? ", immutable" : "")")
    }
}
