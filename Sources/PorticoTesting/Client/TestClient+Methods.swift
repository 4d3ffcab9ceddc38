// SPDX-License-Identifier: Apache-2.0
public import Portico

// MARK: Plain tests

@available(*, noasync, message: "await the form of the same name")
extension TestClient {
    /// Sends GET.
    public func get(_ uri: String, headers: HTTPFields = [:]) throws(TestError) -> TestResponse {
        try execute(uri: uri, method: .get, headers: headers)
    }

    /// Sends HEAD.
    public func head(_ uri: String, headers: HTTPFields = [:]) throws(TestError) -> TestResponse {
        try execute(uri: uri, method: .head, headers: headers)
    }

    /// Sends POST with a body.
    public func post(
        _ uri: String, headers: HTTPFields = [:], body: TestBody = .none
    ) throws(TestError) -> TestResponse {
        try execute(uri: uri, method: .post, headers: headers, body: body)
    }

    /// Sends POST as a browser sends a form without files.
    public func post(
        _ uri: String, headers: HTTPFields = [:], form: KeyValuePairs<String, String>
    ) throws(TestError) -> TestResponse {
        try execute(uri: uri, method: .post, headers: headers, body: .form(form))
    }

    /// Sends PUT with a body.
    public func put(
        _ uri: String, headers: HTTPFields = [:], body: TestBody = .none
    ) throws(TestError) -> TestResponse {
        try execute(uri: uri, method: .put, headers: headers, body: body)
    }

    /// Sends PATCH with a body.
    public func patch(
        _ uri: String, headers: HTTPFields = [:], body: TestBody = .none
    ) throws(TestError) -> TestResponse {
        try execute(uri: uri, method: .patch, headers: headers, body: body)
    }

    /// Sends DELETE.
    public func delete(_ uri: String, headers: HTTPFields = [:]) throws(TestError) -> TestResponse {
        try execute(uri: uri, method: .delete, headers: headers)
    }
}

// MARK: Async tests

extension TestClient {
    /// Sends GET.
    public func get(_ uri: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: uri, method: .get, headers: headers)
    }

    /// Sends HEAD.
    public func head(_ uri: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: uri, method: .head, headers: headers)
    }

    /// Sends POST with a body.
    public func post(
        _ uri: String, headers: HTTPFields = [:], body: TestBody = .none
    ) async throws -> TestResponse {
        try await execute(uri: uri, method: .post, headers: headers, body: body)
    }

    /// Sends POST as a browser sends a form without files.
    public func post(
        _ uri: String, headers: HTTPFields = [:], form: KeyValuePairs<String, String>
    ) async throws -> TestResponse {
        try await execute(uri: uri, method: .post, headers: headers, body: .form(form))
    }

    /// Sends PUT with a body.
    public func put(
        _ uri: String, headers: HTTPFields = [:], body: TestBody = .none
    ) async throws -> TestResponse {
        try await execute(uri: uri, method: .put, headers: headers, body: body)
    }

    /// Sends PATCH with a body.
    public func patch(
        _ uri: String, headers: HTTPFields = [:], body: TestBody = .none
    ) async throws -> TestResponse {
        try await execute(uri: uri, method: .patch, headers: headers, body: body)
    }

    /// Sends DELETE.
    public func delete(_ uri: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: uri, method: .delete, headers: headers)
    }
}
