// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing

@testable import Portico

struct TypedParametersTests {
    private func parameters(_ name: String, _ value: String) -> RouteParameters {
        var parameters = RouteParameters()
        parameters.append(name, value)
        return parameters
    }

    @Test func readsWhatTheTextSays() throws {
        #expect(try parameters("id", "-7").require("id", as: Int.self) == -7)
        #expect(try parameters("id", "255").require("id", as: UInt8.self) == 255)
        #expect(try parameters("x", "0.5").require("x", as: Double.self) == 0.5)
        #expect(try parameters("on", "true").require("on", as: Bool.self))
        #expect(try parameters("name", "a b").require("name", as: String.self) == "a b")
    }

    @Test func tellsTheClientWhatWasExpected() throws {
        func message(_ value: String, _ type: (some LosslessStringConvertible).Type) throws
            -> String
        {
            let error = try #require(throws: HTTPError.self) {
                try parameters("id", value).require("id", as: type)
            }
            #expect(error.status == .badRequest)
            return try #require(error.message)
        }
        #expect(try message("x", Int.self) == "id: a whole number is expected")
        #expect(
            try message("-1", UInt.self) == "id: a whole number that is not negative is expected")
        #expect(try message("256", UInt8.self) == "id: a whole number from 0 to 255 is expected")
        #expect(try message("inf", Double.self) == "id: a number is expected")
        #expect(try message("yes", Bool.self) == "id: true or false is expected")
        #expect(try message("ab", Unicode.Scalar.self) == "id: another kind of value is expected")
    }

    /// `Character` would end the process.
    @Test(arguments: ["", "ab"]) func survivesTextThatIsNotOneCharacter(_ text: String) throws {
        #expect(try parameters("id", "é").require("id", as: Character.self) == "é")
        let error = try #require(throws: HTTPError.self) {
            try parameters("id", text).require("id", as: Character.self)
        }
        #expect(error.message == "id: one character is expected")
    }

    /// A name that the pattern does not have is a mistake of the programmer, not of the client.
    @Test func doesNotBlameTheClientForANameThatThePatternLacks() throws {
        let error = try #require(throws: (any Error).self) {
            try parameters("id", "7").require("ID", as: Int.self)
        }
        #expect(!(error is HTTPError))
    }
}
