import PorticoTesting
import Testing

@testable import Hello

@Test(arguments: TestTransport.allCases)
func greetsByName(_ transport: TestTransport) async throws {
    try await Hello.router.test(transport) { client in
        let response = try await client.get("/hello/you")
        #expect(response.status == .ok)
        #expect(try response.decode(Greeting.self) == Greeting(text: "Hello, you"))
    }
}
