// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Bookmarks

struct SettingsTests {
    @Test(arguments: [[:], ["HOST": "", "PORT": "", "DATA": ""]])
    func whatIsNotSaidHasItsDefault(_ environment: [String: String]) throws {
        let settings = try Settings(environment)
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 8080)
        #expect(settings.data == nil)
    }

    @Test func theEnvironmentSaysWhereToListen() throws {
        let settings = try Settings(["HOST": "::1", "PORT": "0", "DATA": "x"])
        #expect(settings.host == "::1")
        #expect(settings.port == 0)
        #expect(settings.data == "x")
        #expect(throws: SettingsError(port: "http")) { try Settings(["PORT": "http"]) }
    }
}
