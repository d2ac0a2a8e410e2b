using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Store;

/// <summary>Which jobs are meant: those for which all that is given holds.</summary>
public sealed record JobFilter
{
    /// <summary>Where they stand.</summary>
    public JobState? State { get; init; }

    /// <summary>Whose queue they take.</summary>
    public Priority? Priority { get; init; }

    /// <summary>Labels that they all have.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>They were recorded later than this.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>They were recorded before this.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }
}

/// <summary>Which items of a job are meant: those for which all that is given holds.</summary>
/// <param name="State">Where they stand.</param>
/// <param name="Failure">Why the last attempt that failed did.</param>
/// <param name="Source">What their sources begin with.</param>
public sealed record ItemFilter(ItemState? State = null, FailureCode? Failure = null, string? Source = null);

/// <summary>Items of a listing.</summary>
/// <param name="Items">In the order they were submitted; there may be none although there are more pages.</param>
/// <param name="Next">After which number it goes on; null: there are no more.</param>
public sealed record ItemPage(IReadOnlyList<ItemView> Items, int? Next);
