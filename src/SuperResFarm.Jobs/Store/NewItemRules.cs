using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Jobs.Store;

/// <summary>What an item of a submission must keep to.</summary>
public static class NewItemRules
{
    /// <summary>Longest source and target, characters.</summary>
    public const int LongestAddress = 2048;

    /// <summary>Longest version of a source, characters.</summary>
    public const int LongestVersion = 255;

    private const int LongestMessage = 2000;

    /// <returns>Every mistake of an item that is to begin: the part (<c>source</c>, <c>target</c>, <c>version</c>), and what is wrong with it. A
    /// submission with such an item fails; who reads items one by one can give it a <see cref="Refusal"/> instead.</returns>
    /// <param name="item">Without a refusal.</param>
    public static IEnumerable<(string Part, string Mistake)> MistakesIn(NewItem item)
    {
        if (!StorableText.Fits(item.Source, LongestAddress))
            yield return ("source", MustBe(LongestAddress));
        if (!StorableText.Fits(item.Target, LongestAddress))
            yield return ("target", MustBe(LongestAddress));
        if (item.Version is { } version && !StorableText.Fits(version, LongestVersion))
            yield return ("version", MustBe(LongestVersion));
    }

    internal static string MustBe(int longest) => $"must be 1 to {longest} characters of Unicode without control characters";

    /// <returns>The item as it is stored. One that cannot begin is shortened and cleaned, whatever it has: it is there to be reported.</returns>
    internal static NewItem Storable(NewItem item) => item switch
    {
        { Refusal: { } refusal } => new NewItem(StorableText.Of(item.Source, LongestAddress), StorableText.Of(item.Target, LongestAddress))
        {
            Version = item.Version is { } version ? StorableText.Of(version, LongestVersion) : null,
            Refusal = refusal with { Message = StorableText.Of(refusal.Message, LongestMessage) },
        },
        _ when item.Source == item.Target => item with
        {
            Refusal = new Refusal(FailureCode.OutputUnwritable, "The target is the source: give the item a target of its own."),
        },
        _ => item,
    };
}
