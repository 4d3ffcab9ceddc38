// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Says in a client's words what a type of Swift's is read from.
enum ExpectedValue {
    /// `a whole number`, for example; never the name of the type.
    static func words(for type: Any.Type) -> String {
        if let type = type as? any FixedWidthInteger.Type { return integer(type) }
        if type is any BinaryFloatingPoint.Type { return "a number" }
        if type == Bool.self { return "true or false" }
        if type == String.self { return "a string" }
        if type == Character.self { return "one character" }
        if type == Date.self { return "a date such as 2026-01-31T12:00:00Z" }
        // What JSONDecoder names when it wanted one of these.
        if type == [Any].self { return "an array" }
        if type == [String: Any].self { return "an object" }
        return "another kind of value"
    }

    private static func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) -> String {
        guard type.bitWidth < 64 else {
            return type.isSigned ? "a whole number" : "a whole number that is not negative"
        }
        return "a whole number from \(type.min) to \(type.max)"
    }
}
