// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

extension Response {
    /// `value` as JSON, with dates as ISO 8601 and `Content-Type: application/json`.
    ///
    /// Keys are sorted, so that the same value is the same bytes.
    ///
    /// ```swift
    /// router.get("/notes") { _, _ in try Response(json: notes.all()) }
    /// ```
    ///
    /// - Throws: When `value` has what JSON cannot hold, a NaN for example. A handler that lets it escape is
    ///   answered for with 500 and a line in the log.
    public init(
        json value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) throws(JSONEncodingError) {
        let body = ResponseBody(try JSONBody.encode(value), contentType: JSONBody.contentType)
        self.init(status: status, headers: headers, body: body)
    }
}
