// SPDX-License-Identifier: Apache-2.0
public import Portico

/// What a test can send requests to: a handler, a router or a server.
///
/// Anything that can make a server conforms, an application of your own for example.
public protocol TestSubject {
    /// The server that a test is about.
    ///
    /// It is not started: the test starts one like it, with the same configuration, logger and handler, but on
    /// an address of its own.
    var serverToTest: Server { get throws }
}

extension Server: TestSubject {
    /// Itself.
    public var serverToTest: Server { self }
}

extension Router: TestSubject {
    /// A server with these routes, and the default configuration.
    public var serverToTest: Server { Server(router: self) }
}

extension Handler: TestSubject {
    /// A server with this handler, and the default configuration.
    public var serverToTest: Server { Server(handler: self) }
}
