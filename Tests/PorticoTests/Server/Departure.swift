// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// How a client leaves.
enum Departure: String, CaseIterable, CustomTestStringConvertible {
    /// It closes the connection: the server reads FIN.
    case closing
    /// It breaks the connection off: the server gets RST.
    case resetting

    var testDescription: String { rawValue }

    func leave(_ connection: RawConnection) {
        switch self {
        case .closing: connection.close()
        case .resetting: connection.reset()
        }
    }
}
