using Microsoft.Extensions.Options;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Settings;

/// <summary>Where jobs may read and write; everywhere, where no prefixes are set.</summary>
/// <param name="options">Valid options.</param>
internal sealed class AccessRules(IOptions<ApiOptions> options)
{
    /// <summary>Of images and lists; null: everywhere.</summary>
    public AllowedPrefixes? Read { get; } = Of(options.Value.ReadPrefixes);

    /// <summary>Of results; null: everywhere.</summary>
    public AllowedPrefixes? Write { get; } = Of(options.Value.WritePrefixes);

    private static AllowedPrefixes? Of(IReadOnlyList<string> prefixes) => prefixes.Count == 0 ? null : new([.. prefixes.Select(ObjectPrefix.Parse)]);
}
