// SPDX-License-Identifier: Apache-2.0

/// What the environment says; what is not there, or empty, has its default.
struct Settings: Sendable, Equatable {
    var host = "127.0.0.1"
    var port = 8080
    /// The folder where everything is kept; nil for a temporary one.
    var data: String?

    init(_ environment: [String: String]) throws(SettingsError) {
        let environment = environment.filter { !$0.value.isEmpty }
        host = environment["HOST"] ?? host
        data = environment["DATA"]
        guard let text = environment["PORT"] else { return }
        guard let port = Int(text) else { throw SettingsError(port: text) }
        self.port = port
    }
}

/// The environment has a port that is none.
struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    let port: String

    var description: String {
        "cannot listen on port \(port.debugDescription): set PORT to a number"
    }
}
