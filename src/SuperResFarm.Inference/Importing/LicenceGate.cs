using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Inference.Importing;

/// <summary>Lets nobody use weights with restricting terms without having seen them.</summary>
public static class LicenceGate
{
    /// <param name="model">Name of the model, for the message.</param>
    /// <param name="licence">Its licence, or null when not known.</param>
    /// <param name="accepted">Whether somebody accepts what it asks for.</param>
    /// <returns>The terms that were accepted, or null when the licence asks for nothing.</returns>
    /// <exception cref="FarmException">The terms are not accepted (<see cref="FailureCode.LicenceNotAccepted"/>); the message says them.</exception>
    public static string? Pass(string model, LicenceTerms? licence, bool accepted)
    {
        if (licence is not { Acceptance: true, Terms: { } terms })
            return null;
        return accepted ? terms : throw FarmException.Rejected(
            FailureCode.LicenceNotAccepted,
            $"Model '{model}' is under {licence.Name}. {terms}{(licence.Url is { } url ? $" ({url})" : "")} If you may use it so, repeat with --accept-licence.");
    }
}
