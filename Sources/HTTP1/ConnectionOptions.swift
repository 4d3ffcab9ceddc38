// SPDX-License-Identifier: Apache-2.0

/// What the Connection fields of a message ask for, RFC 9110 §7.6.1.
package struct ConnectionOptions: Sendable {
    /// Whether `close` is among the options.
    package private(set) var close = false
    /// Whether `keep-alive` is among the options.
    package private(set) var keepAlive = false

    /// No options.
    package init() {}

    /// Adds those of the field value that stands in `range`: a list with commas.
    package mutating func add(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            while end < range.upperBound, bytes[end] != .comma { end += 1 }
            let option = bytes.trimmingBlanks(start..<end)
            if bytes.matches(option, lowercased: "close") { close = true }
            if bytes.matches(option, lowercased: "keep-alive") { keepAlive = true }
            start = end + 1
        }
    }
}
