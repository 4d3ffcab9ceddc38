// SPDX-License-Identifier: Apache-2.0

@testable import PorticoPool

extension Channel {
    /// Makes the caller one of the Workers that are missing, as far as the channel knows.
    func join() -> Parker {
        guard let id = reserve(isPatient: false) else { fatalError("no Worker is missing") }
        let parker = Parker(id: id)
        begin(parker)
        return parker
    }
}
