// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing

@testable import Portico

struct RouteParametersTests {
    @Test func findsByName() throws {
        var parameters = RouteParameters()
        parameters.append("id", "7")
        parameters.append("**", "a/b")
        #expect(parameters["id"] == "7")
        #expect(parameters["**"] == "a/b")
        #expect(parameters["ID"] == nil)
        #expect(try parameters.require("id") == "7")
    }

    /// A name that the pattern does not have is a mistake of the programmer, not of the client.
    @Test func throwsForANameThatThePatternLacks() throws {
        var parameters = RouteParameters()
        parameters.append("id", "7")
        let error = #expect(throws: (any Error).self) { try parameters.require("idd") }
        #expect(!(error is HTTPError), "the client would be blamed")
        let text = "\(try #require(error))"
        #expect(text.contains("idd"), "it does not say what was asked for")
        #expect(text.contains("but id;"), "it does not say what there is")
    }

    @Test func isEmptyAtFirst() {
        #expect(RouteParameters() == RouteParameters())
        #expect(RouteParameters()[""] == nil)
    }
}
