using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Settings;

/// <summary>Where a tenant's jobs may read and write.</summary>
/// <param name="Read">Of images and lists; null: everywhere.</param>
/// <param name="Write">Of results; null: everywhere.</param>
internal sealed record AccessRules(AllowedPrefixes? Read, AllowedPrefixes? Write)
{
    /// <summary>Where the tenant uploads; null: nowhere.</summary>
    public ObjectPrefix? Uploads { get; init; }

    /// <summary>Where results go of its jobs that name no place; null: nowhere.</summary>
    public ObjectPrefix? Results { get; init; }

    /// <returns>Prefixes as they are set; null: everywhere.</returns>
    /// <param name="prefixes">Valid ones; null: everywhere; none: nowhere.</param>
    public static AllowedPrefixes? Of(IReadOnlyList<string>? prefixes) => prefixes is null ? null : new([.. prefixes.Select(ObjectPrefix.Parse)]);
}
