using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Whether what runs networks is whole and computes.</summary>
internal static class ProviderCheck
{
    /// <param name="choice">What was opened.</param>
    /// <param name="versions">Those of the engine's libraries.</param>
    /// <exception cref="Contracts.Failures.FarmException">A provider computes wrong results, or none.</exception>
    public static Finding Judge(ProviderChoice choice, OnnxVersions versions)
    {
        versions.RequireMatch();
        foreach (var provider in choice.Providers)
            ProviderTrial.Run(provider);
        var fingerprints = string.Join("; ", choice.Providers.Select(provider => provider.Fingerprint).Distinct());
        return Finding.Passed(
            string.Join(". ", [$"{fingerprints}, both libraries of this version; chosen because {choice.Reason}; its trial network computed right", .. choice.Warnings]),
            ("devices", choice.Providers.Count));
    }
}
