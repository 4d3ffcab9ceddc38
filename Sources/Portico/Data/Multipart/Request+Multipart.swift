// SPDX-License-Identifier: Apache-2.0

extension Request {
    /// The parts of a form, `multipart/form-data`, as they come.
    ///
    /// [RFC 7578](https://www.rfc-editor.org/rfc/rfc7578)
    ///
    /// - Throws: ``MultipartError/notMultipart``, 415, when the body is no such form, and
    ///   ``MultipartError/noBoundary``, 400, when it does not say what its parts are divided by.
    /// - Precondition: No limit is negative.
    public func multipart(
        _ limits: MultipartLimits = MultipartLimits()
    ) throws(MultipartError) -> MultipartBody {
        precondition(limits.isSound, "a form cannot have less than nothing: \(limits)")
        let boundary = try MultipartBoundary.read(value(of: .contentType))
        return MultipartBody(
            reader: MultipartReader(body, boundary: boundary, limits: limits))
    }

    // MARK: Plain handlers

    /// The fields and files of a small form, `multipart/form-data`, in memory; `limit` is for the whole body.
    ///
    /// ```swift
    /// let form = try request.multipartForm(upTo: 1 << 20)
    /// let profile = try form.decode(as: Profile.self)
    /// let picture = form.file("picture")?.bytes
    /// ```
    /// - Throws: A ``MultipartError``, for example 413 when the body is larger than `limit` bytes.
    @available(*, noasync, message: "await the other multipartForm(upTo:_:)")
    public func multipartForm(
        upTo limit: Int, _ limits: MultipartLimits = MultipartLimits()
    ) throws -> MultipartForm {
        let body = try multipart(limits.limited(to: limit))
        var form = MultipartForm.Builder()
        while let part = try body.nextPart() {
            form.add(part, try part.collect(upTo: part.filename == nil ? nil : limit))
        }
        return form.form
    }

    // MARK: Async handlers

    /// The fields and files of a small form, `multipart/form-data`, in memory; `limit` is for the whole body.
    ///
    /// - Throws: A ``MultipartError``, for example 413 when the body is larger than `limit` bytes.
    public func multipartForm(
        upTo limit: Int, _ limits: MultipartLimits = MultipartLimits()
    ) async throws -> MultipartForm {
        let body = try multipart(limits.limited(to: limit))
        var form = MultipartForm.Builder()
        for try await part in body.parts {
            form.add(part, try await part.collect(upTo: part.filename == nil ? nil : limit))
        }
        return form.form
    }
}

extension MultipartLimits {
    fileprivate func limited(to count: Int) -> MultipartLimits {
        precondition(count >= 0, "a form cannot have up to \(count) bytes; choose 0 or more")
        var limits = self
        limits.maxBytes = min(maxBytes ?? count, count)
        return limits
    }
}
