// SPDX-License-Identifier: Apache-2.0

/// What is wrong with the pool: a claim that did not hold.
struct Fault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Throws unless `condition` holds.
    static func unless(_ condition: Bool, _ text: @autoclosure () -> String) throws(Fault) {
        guard !condition else { return }
        throw Fault(text())
    }

    /// Throws unless both figures are the same.
    static func unlessEqual(_ name: String, _ figure: Int, _ expected: Int) throws(Fault) {
        guard figure != expected else { return }
        throw Fault("\(name) is \(figure), but should be \(expected)")
    }
}
