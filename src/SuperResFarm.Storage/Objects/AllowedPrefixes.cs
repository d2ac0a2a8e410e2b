using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Storage.Objects;

/// <summary>
/// Where a tenant may read, or where it may write: a whole bucket, or a folder of one (its prefix ends in a slash, so that
/// <c>acme/</c> does not open <c>acme-rival/</c>). An empty list allows nothing.
/// </summary>
public sealed class AllowedPrefixes
{
    private readonly IReadOnlyList<ObjectPrefix> _prefixes;

    /// <param name="prefixes">Each empty behind its bucket or ending in a slash.</param>
    /// <exception cref="FarmException">One of them ends in the middle of a name.</exception>
    public AllowedPrefixes(IReadOnlyList<ObjectPrefix> prefixes) =>
        _prefixes = prefixes.FirstOrDefault(prefix => prefix.Start.Length > 0 && !prefix.Start.EndsWith('/')) is { } open
            ? throw FarmException.Rejected(FailureCode.SettingsInvalid, $"The allowed prefix '{open}' must end in '/', or it would open its neighbours too.")
            : prefixes;

    /// <summary>Lets an allowed object pass.</summary>
    /// <exception cref="FarmException">It lies under none of the prefixes. The message does not tell whether the object exists.</exception>
    public void Demand(ObjectUri uri)
    {
        if (!_prefixes.Any(prefix => prefix.Covers(uri)))
            throw Refusal(uri.ToString());
    }

    /// <summary>Lets an allowed crawl pass.</summary>
    /// <exception cref="FarmException">Part of what it would find lies under none of the prefixes.</exception>
    public void Demand(ObjectPrefix crawl)
    {
        if (!_prefixes.Any(prefix => prefix.Covers(crawl)))
            throw Refusal(crawl.ToString());
    }

    /// <returns>What these allow and others allow too.</returns>
    /// <param name="others">The others; null: they allow everything.</param>
    public AllowedPrefixes And(AllowedPrefixes? others) => others is null ? this
        : new([.. _prefixes.Where(prefix => others.Covers(prefix)).Concat(others._prefixes.Where(Covers)).Distinct()]);

    private bool Covers(ObjectPrefix prefix) => _prefixes.Any(own => own.Covers(prefix));

    private static FarmException Refusal(string address) => FarmException.Rejected(FailureCode.AddressForbidden,
        $"'{KeyRules.Printable(address)}' lies outside the buckets and prefixes you may use; ask the operator to allow it.");
}
