using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Storage.Objects;

/// <summary>
/// Where a tenant may read, or where it may write: a whole bucket, or a folder of one (its prefix ends in a slash, so that
/// <c>acme/</c> does not open <c>acme-rival/</c>). An empty list allows nothing.
/// </summary>
public sealed class AllowedPrefixes
{
    private readonly IReadOnlyList<ObjectPrefix>? _prefixes;
    private readonly IReadOnlyList<SharedPrefix> _shared = [];

    /// <param name="prefixes">Each empty behind its bucket or ending in a slash.</param>
    /// <exception cref="FarmException">One of them ends in the middle of a name.</exception>
    public AllowedPrefixes(IReadOnlyList<ObjectPrefix> prefixes) =>
        _prefixes = prefixes.FirstOrDefault(prefix => prefix.Start.Length > 0 && !prefix.Start.EndsWith('/')) is { } open
            ? throw FarmException.Rejected(FailureCode.SettingsInvalid, $"The allowed prefix '{open}' must end in '/', or it would open its neighbours too.")
            : prefixes;

    private AllowedPrefixes(IReadOnlyList<ObjectPrefix>? prefixes, IReadOnlyList<SharedPrefix> shared) => (_prefixes, _shared) = (prefixes, shared);

    /// <summary>No place is left out.</summary>
    public static AllowedPrefixes Everywhere { get; } = new(null, []);

    /// <summary>The prefixes themselves, without places that tenants share; null: everywhere.</summary>
    public IReadOnlyList<ObjectPrefix>? Prefixes => _prefixes;

    /// <summary>Lets an allowed object pass.</summary>
    /// <exception cref="FarmException">It lies under none of the prefixes. The message does not tell whether the object exists.</exception>
    public void Demand(ObjectUri uri)
    {
        if (_shared.FirstOrDefault(shared => shared.All.Covers(uri)) is { } place ? !(place.Own.Covers(uri) && (place.IsOpen || Allows(uri))) : !Allows(uri))
            throw Refusal(uri.ToString());
    }

    /// <summary>Lets an allowed crawl pass.</summary>
    /// <exception cref="FarmException">Part of what it would find lies under none of the prefixes.</exception>
    public void Demand(ObjectPrefix crawl)
    {
        if (_shared.FirstOrDefault(shared => shared.All.Covers(crawl)) is { } place ? !(place.Own.Covers(crawl) && (place.IsOpen || Allows(crawl))) : !Allows(crawl))
            throw Refusal(crawl.ToString());
        if (_shared.FirstOrDefault(shared => crawl.Covers(shared.All) && crawl != shared.All) is { } within)
            throw FarmException.Rejected(FailureCode.AddressForbidden,
                $"'{KeyRules.Printable(crawl.ToString())}' also covers '{within.All}', where each tenant has a place of its own; name a folder beside it.");
    }

    /// <returns>What these allow and others allow too.</returns>
    /// <param name="others">The others; null: they allow everything.</param>
    public AllowedPrefixes And(AllowedPrefixes? others) => others?._prefixes is not { } theirs ? this : _prefixes is not { } mine ? others
        : new([.. mine.Where(prefix => others.Allows(prefix)).Concat(theirs.Where(Allows)).Distinct()]);

    /// <returns>These, but below a place that tenants share nothing except one's own part of it.</returns>
    /// <param name="shared">The place and the part.</param>
    public AllowedPrefixes Sharing(SharedPrefix shared) => new(_prefixes, [.. _shared, shared]);

    private bool Allows(ObjectUri uri) => _prefixes?.Any(prefix => prefix.Covers(uri)) ?? true;

    private bool Allows(ObjectPrefix prefix) => _prefixes?.Any(own => own.Covers(prefix)) ?? true;

    private static FarmException Refusal(string address) => FarmException.Rejected(FailureCode.AddressForbidden,
        $"'{KeyRules.Printable(address)}' lies outside the buckets and prefixes you may use; ask the operator to allow it.");
}

/// <summary>A place that tenants share, each with a part of its own.</summary>
/// <param name="All">The whole place.</param>
/// <param name="Own">The part of one of them, below it.</param>
/// <param name="IsOpen">Whether the own part is allowed whatever else is.</param>
public sealed record SharedPrefix(ObjectPrefix All, ObjectPrefix Own, bool IsOpen);
